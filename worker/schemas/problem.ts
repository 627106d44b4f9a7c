import * as v from "valibot";

/** A problem document, RFC 9457. */
export const problemSchema = v.object({
  type: v.pipe(
    v.string(),
    v.description("Where the kind of problem is explained, relative to this service."),
  ),
  title: v.string(),
  status: v.pipe(v.number(), v.integer()),
  detail: v.pipe(v.string(), v.description("What is wrong with this request, and the way out.")),
  instance: v.pipe(v.string(), v.description("Path of the request.")),
  requestId: v.pipe(v.string(), v.description("Also in the X-Request-Id header; quote it when you report.")),
});
