import type { RankLaw } from "./numbers.ts";

/** What titles are like. */
export type Profile = {
  /** Median of the number of words of a title, and the standard deviation of its logarithm. */
  readonly length: { readonly median: number; readonly spread: number };
  /** Standard deviation of the logarithms of class sizes. */
  readonly classSpread: number;
  /** Share of the words of a title that say nothing of its class. */
  readonly common: number;
  /** Weight of a level for the other words, relative to the level above. */
  readonly depthRatio: number;
  /** Law of the common words, and of the words of a class. */
  readonly commonLaw: RankLaw;
  readonly classLaw: RankLaw;
  /** Share of a class's words that are its own; the others are of a pool that all classes have. */
  readonly own: number;
  /** Law of that pool, which is the common words in their order. */
  readonly poolLaw: RankLaw;
  /** Share of titles with a wrong class. */
  readonly noise: number;
};

/** Found by a random search for the statistics of the catalogues in docs/scale.md. */
export const profiles = {
  amazon: {
    length: { median: 6.6, spread: 0.48 },
    classSpread: 0.95,
    common: 0.153,
    depthRatio: 2.69,
    commonLaw: { power: 1.5, shift: 37 },
    classLaw: { power: 3.06, shift: 166 },
    own: 0.417,
    poolLaw: { power: 1.5, shift: 37 },
    noise: 0.107,
  },
  industry: {
    length: { median: 4.9, spread: 0.5 },
    classSpread: 0.95,
    common: 0.223,
    depthRatio: 1.36,
    commonLaw: { power: 2.31, shift: 10.5 },
    classLaw: { power: 10.8, shift: 24 },
    own: 0.663,
    poolLaw: { power: 5.2, shift: 142 },
    noise: 0.048,
  },
} as const satisfies Record<string, Profile>;
/** Name of a profile, as `--like` takes it. */
export type ProfileName = keyof typeof profiles;
/** Names of all profiles. */
export const profileNames = Object.keys(profiles) as ProfileName[];
