"""scikit-learn's classifiers and fastText on a split that hedge has made, each with what cross-validation chooses.

    python bench/peers/accuracy.py FOLDER

FOLDER has `request.json` and `features.bin` (README.md in this folder). Says one line of JSON when it is ready and answers
each line of JSON on standard input, {"method", "features", "level", "tuned"}, with another one, {"failed"} if it could not do that.
"""

import importlib.metadata
import json
import os
import sys
import tempfile
import time
import traceback

import end_with_parent  # noqa: F401
import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from catalogue import fasttext_line, word_tfidf
from joblib import Parallel, delayed
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

try:
    import fasttext
except ImportError:
    fasttext = None

FOLDS = 3
# Processes for the folds; the figures do not depend on it.
THREADS = int(os.environ.get("HEDGE_THREADS", "1"))
# A best value at an end of its grid is followed so many steps further,
FURTHER = 3
# but not beyond a C that holds a logistic regression back no more.
LARGEST_C = 1000


class Split:
    """Training rows, then rows made of class names, then test rows; labels of the first two."""

    def __init__(self, folder):
        with open(os.path.join(folder, "request.json"), encoding="utf-8") as file:
            request = json.load(file)
        self.titles = request["titles"]
        self.training, self.names = request["training"], request["names"]
        self.known = self.training + self.names
        # For each level, the class of every row that is known.
        self.labels = [np.array(labels) for labels in request["labels"]]
        self.classes = request["classes"]
        self.folds = folds_of(self.titles[: self.training], request["foldsBy"])
        self.matrices = {"words": self.words(), "hedge": read_features(os.path.join(folder, "features.bin"))}

    def words(self):
        vectoriser = word_tfidf().fit(self.titles[: self.training])
        return vectoriser.transform(self.titles)

    def rows(self, keep, with_names):
        """Places of the training rows that `keep` marks, and of the class names if they are wanted."""
        return np.concatenate([np.flatnonzero(keep), np.arange(self.training, self.known)[: None if with_names else 0]])


def folds_of(titles, by):
    """A fold for each row: whole titles stay together, or every row goes its own way."""
    keys = titles if by == "title" else range(len(titles))
    distinct = list(dict.fromkeys(keys))
    order = np.random.default_rng(1).permutation(len(distinct))
    fold = {key: int(place) % FOLDS for key, place in zip(distinct, order)}
    return np.array([fold[key] for key in keys])


def read_features(file):
    """hedge's design matrix without its intercept: the classifiers have their own."""
    numbers = np.fromfile(file, dtype="<i4")
    rows, features, cells = (int(n) for n in numbers[2:5])
    starts, places = numbers[8 : 9 + rows], numbers[9 + rows : 9 + rows + cells]
    values = numbers[9 + rows + cells :].view("<f4").astype(float)
    return sp.csr_matrix((values, places, starts), shape=(rows, features))[:, 1:]


# scikit-learn's own 1e-4 takes the solution for one C as good enough for the next, larger one.
LOGISTIC_TOL = 1e-5


def ridge(alpha):
    return RidgeClassifier(alpha=alpha, solver="sparse_cg", tol=1e-4)


def svm(c):
    return LinearSVC(C=c, max_iter=5000)


def logistic(c):
    return LogisticRegression(C=c, max_iter=2000, tol=LOGISTIC_TOL)


# Grid, value that scikit-learn has without a choice, maker, sign of "better" of the criterion.
METHODS = {
    "ridge": ("alpha", [0.1, 0.3, 1, 3, 10], 1, ridge),
    "linear SVM": ("C", [0.03, 0.1, 0.3, 1, 3], 1, svm),
    "logistic regression": ("C", [3, 10, 30, 100, 300, LARGEST_C], 1, logistic),
}
FASTTEXT = {
    "fastText, words and bigrams": {"wordNgrams": 2, "minn": 0, "maxn": 0},
    "fastText, sub-words": {"wordNgrams": 1, "minn": 3, "maxn": 5},
}
EPOCHS = [5, 10, 25, 50, 100]


def trained(split, method, features, level, value, rows, asked, start=None):
    """
    Probabilities of the classes of a level (or None) and the classes predicted, for the rows `asked`. `start`: a logistic regression to go on from.
    """
    y = split.labels[level]
    if method in FASTTEXT:
        probabilities = fasttexts(split, FASTTEXT[method], value, y, rows, asked, split.classes[level])
        return probabilities, probabilities.argmax(1)
    x = split.matrices[features]
    model = METHODS[method][3](value) if start is None else start.set_params(C=value)
    model.fit(x[rows], y[rows])
    if not hasattr(model, "predict_proba"):
        return None, model.predict(x[asked])
    probabilities = np.zeros((len(asked), split.classes[level]))
    probabilities[:, model.classes_] = model.predict_proba(x[asked])
    return probabilities, probabilities.argmax(1)


def fasttexts(split, options, epochs, y, rows, asked, classes):
    with tempfile.TemporaryDirectory() as folder:
        text = os.path.join(folder, "train.txt")
        with open(text, "w", encoding="utf-8") as file:
            file.writelines(f"__label__{y[k]} {fasttext_line(split.titles[k])}\n" for k in rows)
        # One thread: several would make every run another one.
        model = fasttext.train_supervised(
            text, dim=100, lr=0.5, epoch=int(epochs), bucket=200000, thread=1, seed=1, verbose=0, **options
        )
    probabilities = np.zeros((len(asked), classes))
    # One line at a time: for several, fasttext-wheel 0.9.2 gives every class the probability of the first.
    for i, k in enumerate(asked):
        for value, label in model.f.predict(fasttext_line(split.titles[k]) + "\n", classes, 0.0, "strict"):
            probabilities[i, int(label.removeprefix("__label__"))] = value
    return probabilities / np.maximum(probabilities.sum(1, keepdims=True), 1e-300)


def fold_losses(split, method, features, level, values, with_names, fold):
    """
    For each value: errors, nats and number of the rows of a fold, judged by the others. Rows of a class that these have not are left out. Logistic
    regression goes on from one value to the next.
    """
    y = split.labels[level]
    own = y[: split.training]
    keep = split.folds != fold
    asked = np.flatnonzero(~keep & np.isin(own, np.unique(own[keep])))
    rows = split.rows(keep, with_names)
    start = LogisticRegression(max_iter=2000, tol=LOGISTIC_TOL, warm_start=True) if method == "logistic regression" else None
    losses = []
    for value in values:
        probabilities, classes = trained(split, method, features, level, value, rows, asked, start)
        nats = 0.0
        if probabilities is not None:
            nats = float(-np.log(np.maximum(probabilities[np.arange(len(asked)), y[asked]], 1e-15)).sum())
        losses.append((int((classes != y[asked]).sum()), nats, len(asked)))
    return losses


class Tuner:
    """Cross-validated loss of a value: log-loss where there are probabilities and it is asked for, else the share of errors."""

    def __init__(self, split, method, features, level):
        self.split, self.method, self.features, self.level = split, method, features, level
        self.found = {}
        # What the whole of the training rows has led to, for the choices that were made so far.
        self.finals = {}

    def measure(self, values, with_names):
        # The longest first; a logistic regression goes on from one value to the next.
        runs = [values] if self.method == "logistic regression" else [[value] for value in values[::-1]]
        jobs = [(run, fold) for run in runs for fold in range(FOLDS)]
        asked = (self.split, self.method, self.features, self.level)
        losses = Parallel(n_jobs=THREADS)(delayed(fold_losses)(*asked, run, with_names, fold) for run, fold in jobs)
        parts = {}
        for (run, _), found in zip(jobs, losses):
            for value, part in zip(run, found):
                parts.setdefault(value, []).append(part)
        for value, folds in parts.items():
            errors, nats, count = (sum(part) for part in zip(*folds))
            self.found[value, with_names] = {"errors": errors / count, "log-loss": nats / count}

    def final(self, value, with_names):
        if (value, with_names) not in self.finals:
            rows = self.split.rows(np.ones(self.split.training, dtype=bool), with_names)
            test = np.arange(self.split.known, len(self.split.titles))
            asked = (self.split, self.method, self.features, self.level)
            self.finals[value, with_names] = trained(*asked, value, rows, test)
        return self.finals[value, with_names]

    def losses(self, value, with_names):
        if (value, with_names) not in self.found:
            self.measure([value], with_names)
        return self.found[value, with_names]

    def best(self, grid, criterion):
        grid = list(grid)
        if not self.found:
            self.measure(grid, False)
        loss = lambda value: self.losses(value, False)[criterion]
        for _ in range(FURTHER):
            best = min(grid, key=loss)
            if self.method == "logistic regression" and best >= LARGEST_C:
                break
            elif best == grid[-1]:
                grid.append(best * grid[-1] / grid[-2])
            elif best == grid[0] and self.method not in FASTTEXT:
                grid.insert(0, best * grid[0] / grid[1])
            else:
                break
        best = min(grid, key=loss)
        has_names = self.split.names > 0
        with_names = has_names and self.losses(best, True)[criterion] < loss(best)
        return best, with_names


def answer(split, tuners, asked, folder):
    began = time.perf_counter()
    method, features, level, tuned = asked["method"], asked["features"], asked["level"], asked["tuned"]
    name, grid, usual = ("epochs", EPOCHS, 5) if method in FASTTEXT else METHODS[method][:3]
    tuner = tuners.setdefault((method, features, level), Tuner(split, method, features, level))
    if tuned is None:
        value, with_names = usual, False
    else:
        grid = [int(value) for value in grid] if method in FASTTEXT else grid
        value, with_names = tuner.best(grid, tuned)
        value = int(value) if method in FASTTEXT else value
    probabilities, classes = tuner.final(value, with_names)
    if probabilities is not None:
        probabilities.astype("<f8").tofile(os.path.join(folder, "probabilities.f64"))
    return {
        "chosen": f"{name} = {value:.3g}" + (", class names as titles" if with_names else ""),
        "classes": [int(one) for one in classes],
        "hasProbabilities": probabilities is not None,
        "seconds": time.perf_counter() - began,
    }


def attempt(split, tuners, asked, folder):
    """The answer, or why there is none: the next line may ask for something that works."""
    try:
        return answer(split, tuners, asked, folder)
    except Exception as error:
        traceback.print_exc()
        return {"failed": f"{type(error).__name__}: {error}"[:300]}


def main():
    folder = sys.argv[1]
    # Whoever started this removes the folder, even if this process is killed.
    tempfile.tempdir = folder
    split = Split(folder)
    versions = {
        "scikit-learn": sklearn.__version__,
        "SciPy": scipy.__version__,
        "NumPy": np.__version__,
        "Python": sys.version.split()[0],
    }
    if fasttext is not None:
        versions["fasttext-wheel"] = importlib.metadata.version("fasttext-wheel")
    tuners = {}
    print(json.dumps({"versions": versions}), flush=True)
    for line in sys.stdin:
        print(json.dumps(attempt(split, tuners, json.loads(line), folder)), flush=True)


if __name__ == "__main__":
    main()
