"""fastText and scikit-learn on the titles that hedge answers: time of a title, bytes, classes.

Times are of whole predictions from text, tokenising included, on one thread. For fastText they are
those of its own C++ loop over all lines; for scikit-learn title by title, as a service would answer,
and all at once.
"""

import json
import os
import pickle
import time
from pathlib import Path

import numpy as np
from accuracy import FastText, fasttext_line, word_tfidf
from serve import serve, versions
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline

ROUNDS = 7


def microseconds(work, titles):
    """Median over rounds of the time of a title; the first round only warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) / titles * 1e6)
    return float(np.median(times[1:]))


def fasttexts(titles, labels, test, folder):
    # One size of the usual ones, character n-grams on, enough epochs for a few thousand titles.
    trained = FastText(epochs=50, subwords=True).fit(map(fasttext_line, titles), labels, folder)
    lines = [fasttext_line(title) for title in test]

    def predict():
        return trained.model.f.multilinePredict(lines, 3, 0.0, "strict")

    for name, file in [("fastText", "model.bin"), ("fastText, .ftz", "model.ftz")]:
        if file == "model.ftz":
            trained.model.quantize(input=trained.text, cutoff=50000, retrain=True, qnorm=True, thread=1, verbose=0)
        path = os.path.join(folder, file)
        trained.model.save_model(path)
        first, second = predict()
        found = second if isinstance(first[0][0], float) else first
        yield {
            "name": name,
            "microseconds": microseconds(predict, len(lines)),
            "bytes": os.path.getsize(path),
            "classes": [int(guess[0].removeprefix("__label__")) for guess in found],
        }


def scikit_learn(titles, labels, test):
    pipeline = make_pipeline(word_tfidf(), LogisticRegression(C=50, max_iter=2000)).fit(titles, labels)
    some = test[:300]
    return {
        "name": "scikit-learn pipeline (TF-IDF, logistic regression)",
        "microseconds": microseconds(lambda: pipeline.predict_proba(test), len(test)),
        "each": microseconds(lambda: [pipeline.predict_proba([title]) for title in some], len(some)),
        "bytes": len(pickle.dumps(pipeline)),
        "classes": pipeline.predict(test).tolist(),
    }


def main(folder):
    request = json.loads(Path(folder, "request.json").read_text(encoding="utf-8"))
    count, labels = request["training"], request["labels"][-1]
    titles, test = request["titles"][:count], request["titles"][count:]
    results = [*fasttexts(titles, labels, test, folder), scikit_learn(titles, labels, test)]
    serve({"versions": versions("fasttext-wheel", "scikit-learn", "numpy"), "results": results}, lambda _: {})
