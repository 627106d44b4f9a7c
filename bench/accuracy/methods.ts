import type { PeerMethod } from "../peers/classifiers.ts";

const linear = ["ridge", "linear SVM"];
const all = [...linear, "logistic regression"];
const featureNames = {
  words: "TF-IDF words",
  hedge: "hedge's features",
  sentences: "a sentence model",
  "hedge and sentences": "hedge's features and a sentence model",
};

/** Every peer at its best: cross-validation chooses regularisation and use of class names. */
export const tunedMethods: readonly PeerMethod[] = [
  ...(["words", "hedge"] as const).flatMap((features): PeerMethod[] => [
    ...linear.map((method) => tuned(method, features, "errors")),
    tuned("logistic regression", features, "log-loss"),
    tuned("logistic regression", features, "errors", " for accuracy"),
    ...all.map((method) => topAlone(method, features)),
  ]),
  ...(["sentences", "hedge and sentences"] as const).flatMap((features): PeerMethod[] => [
    tuned("linear SVM", features, "errors"),
    tuned("logistic regression", features, "log-loss"),
  ]),
  ...["fastText, words and bigrams", "fastText, sub-words"].map(
    (method): PeerMethod => ({ name: method, method, features: "own", classes: "leaves", tuned: "errors" }),
  ),
];

/** scikit-learn's classifiers on hedge's features, without a choice and at their best. */
export const originalMethods: readonly PeerMethod[] = [
  ...all.flatMap((method): PeerMethod[] => [
    { name: method, method, features: "hedge", classes: "leaves", tuned: null },
    { name: `${method}, tuned`, method, features: "hedge", classes: "leaves", tuned: "errors" },
  ]),
  ...all.map((method) => topAlone(method, "hedge")),
];

/** The methods whose name has one of `parts` in it; all of them without `parts`. */
export function peersNamed(methods: readonly PeerMethod[], parts: readonly string[] = [""]): PeerMethod[] {
  return methods.filter(({ name }) => parts.some((part) => name.includes(part)));
}

type Features = keyof typeof featureNames;

function tuned(method: string, features: Features, by: PeerMethod["tuned"], note = ""): PeerMethod {
  const name = `${method}${note}, ${featureNames[features]}`;
  return { name, method, features, classes: "leaves", tuned: by };
}

/** Trained on the top level alone: it need not tell leaves apart, and may be better there. */
function topAlone(method: string, features: Features): PeerMethod {
  const name = `${method} of the top level, ${featureNames[features]}`;
  return { name, method, features, classes: "top", tuned: "errors" };
}
