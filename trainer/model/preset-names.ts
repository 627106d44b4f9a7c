/** Names of the presets. */
export const presetNames = ["default", "bayes", "original", "quick"] as const;
/** Name of a preset. */
export type PresetName = (typeof presetNames)[number];
