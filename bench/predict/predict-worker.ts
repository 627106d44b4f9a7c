import { classifier } from "../../shared/answer/classify.ts";
import { openModel } from "../../shared/artifact/read-model.ts";

// The shared code alone in an isolate, for in-workerd.ts: no routes, no Hono.
let bytes = new Uint8Array();
let classify: ReturnType<typeof classifier> | undefined;

export default {
  async fetch(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    if (pathname === "/load") bytes = new Uint8Array(await request.arrayBuffer());
    if (pathname === "/open") {
      classify = classifier(openModel(bytes).model);
      return Response.json(classify(await request.text()));
    }
    if (pathname === "/run") {
      const { title, repeats } = (await request.json()) as { title: string; repeats: number };
      for (let k = 0; k < repeats; k++) classify?.(title);
    }
    return new Response("done");
  },
};
