"""scikit-learn's classifiers on the titles that hedge was trained and evaluated on.

    python bench/peers/classifiers.py ALL.csv HELD_OUT.csv parent,child

Trains on the distinct (title, path) rows of ALL.csv whose title is not in HELD_OUT.csv, evaluates on HELD_OUT.csv, both
with one row per title and path, as `npm run train -- --holdout` and `npm run evaluate` do. Features: TF-IDF of all words,
rows of unit length. Prints one JSON document.
"""

import csv
import json
import sys

import numpy as np
import sklearn
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC


def rows(path, levels):
    with open(path, newline="", encoding="utf-8") as file:
        found = [(row["title"].strip(), tuple(row[level].strip() for level in levels)) for row in csv.DictReader(file)]
    return list(dict.fromkeys(row for row in found if row[0] and all(row[1])))


def calibration_error(confidence, right, bins=15):
    bin_of = np.minimum((confidence * bins).astype(int), bins - 1)
    return float(sum(abs(right[bin_of == b].sum() - confidence[bin_of == b].sum()) for b in range(bins)) / len(right))


def level_scores(paths, truth, probabilities, predicted, depth):
    names = sorted({path[:depth] for path in paths})
    index = {name: k for k, name in enumerate(names)}
    target = np.array([index[path[:depth]] for path in truth])
    if probabilities is None:
        guess = np.array([index[path[:depth]] for path in predicted])
        return {"accuracy": float((guess == target).mean()), "logLoss": None, "ece": None}
    grouped = np.zeros((len(truth), len(names)))
    for column, path in enumerate(paths):
        grouped[:, index[path[:depth]]] += probabilities[:, column]
    right = grouped.argmax(1) == target
    own = np.maximum(grouped[np.arange(len(truth)), target], 1e-300)
    return {
        "accuracy": float(right.mean()),
        "logLoss": float(-np.log(own).mean()),
        "ece": calibration_error(grouped.max(1), right),
    }


def main():
    all_file, held_file, level_names = sys.argv[1:4]
    levels = level_names.split(",")
    held = rows(held_file, levels)
    held_titles = {title for title, _ in held}
    train = [row for row in rows(all_file, levels) if row[0] not in held_titles]
    known = {path for _, path in train}
    held = [row for row in held if row[1] in known]

    vectoriser = TfidfVectorizer(token_pattern=r"(?u)\w+")
    x = vectoriser.fit_transform([title for title, _ in train])
    z = vectoriser.transform([title for title, _ in held])
    paths = sorted(known)
    code = {path: k for k, path in enumerate(paths)}
    y = np.array([code[path] for _, path in train])
    truth = [path for _, path in held]

    models = {
        "ridge": RidgeClassifier(alpha=1.0),
        "linear SVM": LinearSVC(C=1.0),
        "logistic regression, C = 50": LogisticRegression(C=50, max_iter=2000),
    }
    result = {"scikit-learn": sklearn.__version__, "train": len(train), "heldOut": len(held), "models": {}}
    for name, model in models.items():
        model.fit(x, y)
        predicted = [paths[k] for k in model.predict(z)]
        probabilities = model.predict_proba(z) if hasattr(model, "predict_proba") else None
        result["models"][name] = [
            {"name": level, **level_scores(paths, truth, probabilities, predicted, depth + 1)}
            for depth, level in enumerate(levels)
        ]
    print(json.dumps(result, indent=1))


main()
