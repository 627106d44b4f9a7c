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

/**
 * Builds the sender of a service. Headers are collected once, as `Headers`: a response takes these
 * in a third of the time of an object.
 */
export function answerSender(settings: Settings): SendAnswer {
  const headersOfAll = { ...standardHeaders(settings), "Content-Type": "application/json" };
  const caching = `${settings.apiKeys.length > 0 ? "private" : "public"}, max-age=${settings.maxAge}`;
  const ofKept = new Headers({ ...headersOfAll, "Cache-Control": caching });
  const ofOthers = new Headers({ ...headersOfAll, "Cache-Control": "no-store" });
  return ({ text, etag }, requestId, ifNoneMatch, isKept = true) => {
    const isKnown = isKept && ifNoneMatch !== null && matchesEntityTag(ifNoneMatch, etag);
    const headers = isKept ? ofKept : ofOthers;
    const response = isKnown ? new Response(null, { status: 304, headers }) : new Response(text, { headers });
    if (isKept) response.headers.set("ETag", etag);
    response.headers.set("X-Request-Id", requestId);
    return response;
  };
}
