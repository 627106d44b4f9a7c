declare namespace Cloudflare {
  interface GlobalProps {
    /** Types the `exports` of `cloudflare:workers`. */
    mainModule: typeof import("../../worker/index.ts");
  }
}
