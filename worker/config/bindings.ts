/** The worker's bindings, set up in `wrangler.toml`. */
export type Bindings = {
  /** Static assets of `./models`; only the worker reads them, they are never served. */
  readonly ASSETS: AssetStore;
  /** Bucket of models, when `MODEL_SOURCE` is `r2`. */
  readonly MODELS?: Bucket;
  /** Rate limiter of Workers, where one is bound. */
  readonly RATE_LIMITER?: RateLimiter;
  /** Workers Analytics Engine, where a data set is bound. */
  readonly ANALYTICS?: AnalyticsStore;
  /** Settings, see `settings.ts`. */
  readonly MODEL_SOURCE?: string;
  readonly MODEL_NAMES?: string;
  readonly MODEL_CHECK_SECONDS?: string;
  readonly CORS_ORIGINS?: string;
  readonly API_KEYS?: string;
  readonly CACHE_SECONDS?: string;
  readonly EDGE_CACHE?: string;
  readonly KEPT_ANSWERS_KB?: string;
  readonly METRICS?: string;
  readonly LOGS?: string;
  readonly TIMING?: string;
  readonly EXPECTED_FALLBACKS?: string;
  readonly EXPECTED_UNKNOWN_WORDS?: string;
};

/** The part of a Workers `Fetcher` that reading assets takes. */
export type AssetStore = { fetch(url: string): Promise<Response> };

/** The part of a Workers `R2Bucket` that reading models takes. */
export type Bucket = { get(key: string): Promise<{ arrayBuffer(): Promise<ArrayBuffer> } | null> };

/** Workers' `RateLimit` binding. */
export type RateLimiter = { limit(options: { key: string }): Promise<{ success: boolean }> };

/** The part of Workers' `AnalyticsEngineDataset` that is used. */
export type AnalyticsStore = {
  writeDataPoint(point: {
    readonly indexes: [string];
    readonly blobs: string[];
    readonly doubles: number[];
  }): void;
};
