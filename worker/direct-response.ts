import type { Bindings } from "./config/bindings.ts";
import { titleAlone } from "./http/query-text.ts";
import { isRequestId } from "./http/request-ids.ts";
import type { KeepAlive } from "./models/model-store.ts";
import { isTitle } from "./schemas/classify-query.ts";
import { answerQuery } from "./service/answer-query.ts";
import { findCachedAnswer, type Service } from "./service/service.ts";

/** The response to a request that needs no routing; undefined leaves the request to the app. */
export type DirectResponse = (
  request: Request,
  bindings: Bindings,
  keepAlive: KeepAlive,
) => Response | undefined;

/**
 * Answers ahead of all routing, which takes about as long as an empty route of Hono: queries whose
 * answer is cached, and those of a title and nothing else. It does so only where nothing about the
 * caller has to be checked first, and nothing recorded: no keys, no rate limit, no list of origins,
 * no metrics and no log. Whatever is not right is left to the app, which says what.
 */
export function directResponse(service: Service): DirectResponse {
  const { settings, send, nextRequestId } = service;
  const isSilent = !settings.metrics && !settings.logs && !settings.timing;
  const isOpen = settings.apiKeys.length === 0 && settings.corsOrigins === "*" && isSilent;
  if (!isOpen || settings.answerCache === 0) return () => undefined;
  return (request, { RATE_LIMITER, ANALYTICS }, keepAlive) => {
    if (request.method !== "GET" || RATE_LIMITER !== undefined || ANALYTICS !== undefined) return undefined;
    const { url, headers } = request;
    // The path starts after "https://host"; "/classify?" may also occur inside another query.
    if (!url.startsWith("/classify?", url.indexOf("/", 8))) return undefined;
    const answer = findCachedAnswer(service, url, keepAlive) ?? answerTitle(service, url, keepAlive);
    if (answer === undefined) return undefined;
    const id = headers.get("X-Request-Id");
    const requestId = id !== null && isRequestId(id) ? id : nextRequestId();
    return send(answer, requestId, headers.get("If-None-Match"));
  };
}

/**
 * The new answer to a query of a title alone, by the first model once it is known to be whole. With
 * the data centre's cache that is asked first.
 */
function answerTitle(service: Service, url: string, keepAlive: KeepAlive) {
  const title = service.settings.edgeCache ? undefined : titleAlone(url);
  if (!isTitle(title)) return undefined;
  const loaded = service.models.find()?.peek(keepAlive);
  return loaded?.isChecked() ? answerQuery(service, loaded, url, title, {}) : undefined;
}
