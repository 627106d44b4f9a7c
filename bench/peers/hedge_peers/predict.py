"""fastText and scikit-learn on the titles that hedge answers: time of a title, bytes, accuracy.

Times are of whole predictions from text, tokenising included, on one thread. For fastText they are
those of its own C++ loop over all lines; for scikit-learn title by title, as a service would answer,
and all at once.
"""

import os
import pickle
import tempfile
import time

import numpy as np
import sklearn
from catalogue import fasttext_line, logistic_regression, read_rows, train_fasttext
from serve import serve

ROUNDS = 7


def microseconds(work, titles):
    """Median over rounds of the time of a title; the first round only warms up."""
    times = []
    for _ in range(ROUNDS + 1):
        began = time.perf_counter()
        work()
        times.append((time.perf_counter() - began) / titles * 1e6)
    return float(np.median(times[1:]))


def fasttexts(train, held, folder):
    code = {path: k for k, path in enumerate(sorted({path for _, path in train}))}
    # One size of the usual ones, character n-grams on, enough epochs for a few thousand titles.
    options = {"epoch": 50, "minn": 3, "maxn": 5}
    model, text = train_fasttext(folder, [(code[path], title) for title, path in train], **options)
    lines = [fasttext_line(title) + "\n" for title, _ in held]
    truth = [f"__label__{code[path]}" if path in code else None for _, path in held]

    def predict():
        return model.f.multilinePredict(lines, 3, 0.0, "strict")

    for name, file in [("fastText", "model.bin"), ("fastText, .ftz", "model.ftz")]:
        if file == "model.ftz":
            model.quantize(input=text, cutoff=50000, retrain=True, qnorm=True, thread=1, verbose=0)
        path = os.path.join(folder, file)
        model.save_model(path)
        first, second = predict()
        labels = second if isinstance(first[0][0], float) else first
        yield {
            "name": name,
            "microseconds": microseconds(predict, len(lines)),
            "each": None,
            "bytes": os.path.getsize(path),
            "accuracy": float(np.mean([guess[0] == right for guess, right in zip(labels, truth)])),
        }


def scikit_learn(train, held):
    titles = [title for title, _ in held]
    pipeline, paths = logistic_regression(train)
    best = pipeline.predict_proba(titles).argmax(1)
    some = titles[:300]
    return {
        "name": "scikit-learn pipeline (TF-IDF, logistic regression)",
        "microseconds": microseconds(lambda: pipeline.predict_proba(titles), len(titles)),
        "each": microseconds(lambda: [pipeline.predict_proba([title]) for title in some], len(some)),
        "bytes": len(pickle.dumps(pipeline)),
        "accuracy": float(np.mean([paths[k] == path for k, (_, path) in zip(best, held)])),
    }


def main(all_file, held_file, levels):
    """Trains on the rows of ALL.csv whose title is not in HELD.csv, and predicts HELD.csv."""
    held = read_rows(held_file, levels.split(","))
    held_titles = {title for title, _ in held}
    train = [row for row in read_rows(all_file, levels.split(",")) if row[0] not in held_titles]
    with tempfile.TemporaryDirectory() as folder:
        results = [*fasttexts(train, held, folder), scikit_learn(train, held)]
    versions = {"fasttext-wheel": "0.9.2", "scikit-learn": sklearn.__version__, "NumPy": np.__version__}
    serve({"versions": versions, "results": results}, lambda _: {})
