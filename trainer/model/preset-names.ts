/** Names of the presets. */
export const presetNames = ["default", "bayes", "original", "quick"] as const;
export type PresetName = (typeof presetNames)[number];
