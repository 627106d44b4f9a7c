/** What the worker is given by its platform; set up in `wrangler.toml`. */
export type Bindings = {
  /** Static assets of `./models`; only the worker reads them, they are never served. */
  readonly ASSETS: AssetStore;
};

/** The part of a Workers `Fetcher` that reading assets takes. */
export type AssetStore = { fetch(url: string): Promise<Response> };
