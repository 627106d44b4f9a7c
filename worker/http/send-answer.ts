import type { Settings } from "../config/settings.ts";
import type { CachedAnswer } from "./answer-cache.ts";
import { namesTag } from "./entity-tag.ts";
import { standardHeaders } from "./standard-headers.ts";

/** Sends an answer, or its entity tag alone to who has it already. */
export type SendAnswer = (answer: CachedAnswer, requestId: string, ifNoneMatch: string | null) => Response;

/** Makes that for a service. One record of headers is all that is made for each answer. */
export function answerSender(settings: Settings): SendAnswer {
  const standing = {
    ...standardHeaders(settings),
    "Content-Type": "application/json",
    "Cache-Control": `${settings.apiKeys.length > 0 ? "private" : "public"}, max-age=${settings.maxAge}`,
  };
  return ({ text, etag }, requestId, ifNoneMatch) => {
    const headers = { ...standing, ETag: etag, "X-Request-Id": requestId };
    return ifNoneMatch !== null && namesTag(ifNoneMatch, etag)
      ? new Response(null, { status: 304, headers })
      : new Response(text, { headers });
  };
}
