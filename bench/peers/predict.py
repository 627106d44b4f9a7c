"""fastText and scikit-learn on the titles that hedge answers: microseconds a title, bytes, accuracy.

    python bench/peers/predict.py ALL.csv HELD_OUT.csv parent,child

Trains on the distinct (title, path) rows of ALL.csv whose title is not in HELD_OUT.csv and predicts HELD_OUT.csv. Times
are of whole predictions from text, tokenising included, on one thread: fastText's own C++ loop over all lines, and for
scikit-learn title by title as a service would, and all at once. Prints one JSON document.
"""

import json
import os
import pickle
import sys
import tempfile
import time

import end_with_parent  # noqa: F401

os.environ["OMP_NUM_THREADS"] = "1"

import fasttext
import numpy as np
import sklearn
from catalogue import fasttext_line, split, word_tfidf
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

ROUNDS = 7


def rounds(work, titles):
    """Median over rounds of microseconds a title; the first round only warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) / titles * 1e6)
    return float(np.median(times[1:]))


def fasttexts(train, held, folder):
    codes = {path: f"__label__{k}" for k, path in enumerate(sorted({path for _, path in train}))}
    text = os.path.join(folder, "train.txt")
    with open(text, "w", encoding="utf-8") as file:
        file.writelines(f"{codes[path]} {fasttext_line(title)}\n" for title, path in train)
    lines = [fasttext_line(title) for title, _ in held]
    truth = [codes.get(path) for _, path in held]
    # One size of the usual ones, character n-grams on, enough epochs for a few thousand titles.
    model = fasttext.train_supervised(text, dim=100, epoch=50, lr=0.5, minn=3, maxn=5, bucket=200000, thread=1, seed=1, verbose=0)
    for name in ["fastText", "fastText, .ftz"]:
        if name.endswith("ftz"):
            model.quantize(input=text, cutoff=50000, retrain=True, qnorm=True, thread=1, verbose=0)
        path = os.path.join(folder, "model.ftz" if name.endswith("ftz") else "model.bin")
        model.save_model(path)
        inner = model.f
        predict = lambda: inner.multilinePredict([line + "\n" for line in lines], 3, 0.0, "strict")
        labels = predict()[1] if isinstance(predict()[0][0][0], float) else predict()[0]
        yield {
            "name": name,
            "microseconds": rounds(predict, len(lines)),
            "each": None,
            "bytes": os.path.getsize(path),
            "accuracy": float(np.mean([guess[0] == right for guess, right in zip(labels, truth)])),
        }


def pipelines(train, held):
    titles = [title for title, _ in held]
    paths = sorted({path for _, path in train})
    code = {path: k for k, path in enumerate(paths)}
    pipeline = make_pipeline(word_tfidf(), LogisticRegression(C=50, max_iter=2000))
    pipeline.fit([title for title, _ in train], [code[path] for _, path in train])
    best = pipeline.predict_proba(titles).argmax(1)
    some = titles[:300]
    yield {
        "name": "scikit-learn pipeline (TF-IDF, logistic regression)",
        "microseconds": rounds(lambda: pipeline.predict_proba(titles), len(titles)),
        "each": rounds(lambda: [pipeline.predict_proba([title]) for title in some], len(some)),
        "bytes": len(pickle.dumps(pipeline)),
        "accuracy": float(np.mean([paths[pipeline.classes_[k]] == path for k, (_, path) in zip(best, held)])),
    }


def main():
    all_file, held_file, level_names = sys.argv[1:4]
    levels = level_names.split(",")
    train, held = split(all_file, held_file, levels)
    with tempfile.TemporaryDirectory() as folder:
        results = [*fasttexts(train, held, folder), *pipelines(train, held)]
    versions = {"fasttext-wheel": "0.9.2", "scikit-learn": sklearn.__version__, "NumPy": np.__version__}
    print(json.dumps({"titles": len(held), "versions": versions, "results": results}))


main()
