import type { ClassifyOptions } from "../../shared/answer/classify-options.ts";
import type { CachedAnswer } from "../http/answer-cache.ts";
import { entityTag } from "../http/entity-tag.ts";
import { queryText } from "../http/query-text.ts";
import { observe } from "../metrics/observation.ts";
import type { LoadedModel } from "../models/model-store.ts";
import type { Service } from "./service.ts";

/** Works out the answer to the query of a URL, and keeps it if the model is known to be whole. */
export function answerQuery(
  { cache }: Pick<Service, "cache">,
  { model, classify, isChecked }: LoadedModel,
  url: string,
  title: string,
  options: ClassifyOptions,
): CachedAnswer {
  const answer = classify(title, options);
  const query = queryText(url);
  const entry = {
    text: JSON.stringify(answer),
    etag: entityTag(model.hash, query),
    hash: model.hash,
    observation: observe(answer),
  };
  if (isChecked()) cache.set(query, entry);
  return entry;
}
