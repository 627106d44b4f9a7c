import type { Settings } from "../config/settings.ts";
import type { CachedAnswer } from "./answer-cache.ts";
import { matchesEntityTag } from "./entity-tag.ts";
import { standardHeaders } from "./standard-headers.ts";

/**
 * The response with an answer, or 304 where the caller has it already. An answer that is not to be
 * kept is sent whole.
 */
export type SendAnswer = (
  answer: CachedAnswer,
  requestId: string,
  ifNoneMatch: string | null,
  isKept?: boolean,
) => Response;

/** Builds the sender of a service. All headers but two are made once. */
export function answerSender(settings: Settings): SendAnswer {
  const headersOfAll = {
    ...standardHeaders(settings),
    "Content-Type": "application/json",
    "Cache-Control": `${settings.apiKeys.length > 0 ? "private" : "public"}, max-age=${settings.maxAge}`,
  };
  return ({ text, etag }, requestId, ifNoneMatch, isKept = true) => {
    if (!isKept) {
      const headers = { ...headersOfAll, "Cache-Control": "no-store", "X-Request-Id": requestId };
      return new Response(text, { headers });
    }
    const headers = { ...headersOfAll, ETag: etag, "X-Request-Id": requestId };
    return ifNoneMatch !== null && matchesEntityTag(ifNoneMatch, etag)
      ? new Response(null, { status: 304, headers })
      : new Response(text, { headers });
  };
}
