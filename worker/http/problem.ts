import type { Context } from "hono";
import type { InferOutput } from "valibot";
import type { problemSchema } from "../schemas/problem.ts";

/** Every kind of problem that this service reports. `GET /problems/{code}` explains each. */
export const problemKinds = {
  "invalid-query": {
    status: 400,
    title: "The query is not valid",
    meaning: "A query parameter is missing, unknown, repeated or out of range. `detail` says which and how.",
  },
  "invalid-body": {
    status: 400,
    title: "The body is not valid",
    meaning:
      "The body is not JSON or not a list of titles, or with `strict=1` an entry is no title. `detail` says where.",
  },
  "invalid-entry": {
    status: 400,
    title: "An entry of the batch is no title",
    meaning: "In place of the answer to this entry; the others are answered. `detail` says what to mend.",
  },
  "key-missing": {
    status: 401,
    title: "A key is needed",
    meaning: "This service answers holders of a key only. Send it as `Authorization: Bearer KEY`.",
  },
  "not-found": {
    status: 404,
    title: "There is nothing here",
    meaning: "The path names no resource. `GET /` lists what there is.",
  },
  "method-not-allowed": {
    status: 405,
    title: "The method is not allowed here",
    meaning: "The path exists, but not for this method. The Allow header lists the methods that work.",
  },
  "body-too-slow": {
    status: 408,
    title: "The body took too long",
    meaning: "Nothing of the body arrived for too long. Send it without pauses, or in smaller parts.",
  },
  "too-large": {
    status: 413,
    title: "The body is too large",
    meaning:
      "A JSON array may have 1,000 titles and one million bytes, NDJSON 100,000 titles. Send NDJSON, or several.",
  },
  "unknown-media-type": {
    status: 415,
    title: "The body is of an unknown type",
    meaning:
      "A batch is `application/json` or `application/x-ndjson`, compressed with gzip or deflate or not; the Content-Type and Content-Encoding headers have to say which.",
  },
  "too-many-requests": {
    status: 429,
    title: "Too many requests",
    meaning: "The limit for one caller is reached. Wait as long as the Retry-After header says.",
  },
  "model-unavailable": {
    status: 503,
    title: "There is no usable model",
    meaning: "The model file is missing, damaged or of another version. `detail` says which and what to do.",
  },
  misconfigured: {
    status: 500,
    title: "The service is not set up",
    meaning: "A setting of the service is wrong; its log says which. Only its operator can mend that.",
  },
  "internal-error": {
    status: 500,
    title: "Something went wrong on our side",
    meaning: "A defect of the service. Quote `requestId` when you report it.",
  },
} as const;

/** Code of a kind of problem. */
export type ProblemCode = keyof typeof problemKinds;

/** A problem document as RFC 9457 defines it, with the request's id as an extension member. */
export type ProblemDocument = Readonly<InferOutput<typeof problemSchema>>;

/** Answers with a problem document, which caches must not store. */
export function problem(
  c: Context,
  code: ProblemCode,
  detail: string,
  headers: Readonly<Record<string, string>> = {},
): Response {
  const { status, title } = problemKinds[code];
  const document: ProblemDocument = {
    type: `/problems/${code}`,
    title,
    status,
    detail,
    instance: c.req.path,
    requestId: c.get("requestId"),
  };
  return c.body(JSON.stringify(document), status, {
    ...c.get("standardHeaders"),
    "Content-Type": "application/problem+json",
    "Cache-Control": "no-store",
    ...headers,
  });
}
