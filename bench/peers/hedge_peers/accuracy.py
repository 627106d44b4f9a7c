"""scikit-learn's classifiers and fastText on a split of hedge's, tuned by cross-validation."""

import functools
import importlib.metadata
import json
import os
import sys
import tempfile
import time
import traceback

import numpy as np
import scipy
import scipy.sparse as sp
import sklearn
from joblib import Parallel, delayed
from serve import serve
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

FOLDS = 3
# Processes for the folds; the figures do not depend on it.
THREADS = int(os.environ.get("HEDGE_THREADS", "1"))
# A best value at an end of its grid is followed so many steps further,
FURTHER = 3
# but not beyond a C that holds a logistic regression back no more.
LARGEST_C = 1000
# scikit-learn's own 1e-4 takes the solution for one C as good enough for the next, larger one.
LOGISTIC = {"max_iter": 2000, "tol": 1e-5}

# The parameter, its grid, the value without a choice, and what makes a classifier of a value.
METHODS = {
    "ridge": ("alpha", [0.1, 0.3, 1, 3, 10], 1, lambda v: RidgeClassifier(alpha=v, solver="sparse_cg", tol=1e-4)),
    "linear SVM": ("C", [0.03, 0.1, 0.3, 1, 3], 1, lambda v: LinearSVC(C=v, max_iter=5000)),
    "logistic regression": ("C", [3, 10, 30, 100, 300, LARGEST_C], 1, lambda v: LogisticRegression(C=v, **LOGISTIC)),
    # As it comes, for decision rules to be compared on.
    "logistic regression, C = 50": ("C", [50], 50, lambda v: LogisticRegression(C=v, max_iter=2000)),
    "fastText, words and bigrams": ("epochs", [5, 10, 25, 50, 100], 5, {"wordNgrams": 2, "minn": 0, "maxn": 0}),
    "fastText, sub-words": ("epochs", [5, 10, 25, 50, 100], 5, {"wordNgrams": 1, "minn": 3, "maxn": 5}),
}


def word_tfidf():
    """TF-IDF of all words, rows of unit length."""
    return TfidfVectorizer(token_pattern=r"(?u)\w+")


def fasttext_line(title):
    """A title as fastText wants it: lower case, words parted by spaces."""
    return " ".join("".join(ch.lower() if ch.isalnum() else " " for ch in title).split())


def train_fasttext(folder, rows, **options):
    """fastText on (number of the class, title) rows, and the file in `folder` that it has read."""
    import fasttext

    text = os.path.join(folder, "train.txt")
    with open(text, "w", encoding="utf-8") as file:
        file.writelines(f"__label__{label} {fasttext_line(title)}\n" for label, title in rows)
    # One thread: with several, no two runs are the same.
    options = {"dim": 100, "lr": 0.5, "bucket": 200000, "thread": 1, "seed": 1, "verbose": 0, **options}
    return fasttext.train_supervised(text, **options), text


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
        own = self.titles[: self.training]
        self.folds = folds_of(own, request["foldsBy"])
        words = word_tfidf().fit(own).transform(self.titles)
        self.matrices = {"words": words, "hedge": read_features(folder)}

    def rows(self, keep, with_names):
        """Places of training rows that `keep` marks, and of class names if they are wanted."""
        names = np.arange(self.training, self.known)
        return np.concatenate([np.flatnonzero(keep), names if with_names else names[:0]])


def folds_of(titles, by):
    """A fold for each row: whole titles stay together, or every row goes its own way."""
    keys = titles if by == "title" else range(len(titles))
    distinct = list(dict.fromkeys(keys))
    order = np.random.default_rng(1).permutation(len(distinct))
    fold = {key: int(place) % FOLDS for key, place in zip(distinct, order)}
    return np.array([fold[key] for key in keys])


def read_features(folder):
    """hedge's design matrix without its intercept: the classifiers have their own."""
    values, places, starts = (
        np.load(os.path.join(folder, f"{name}.npy")) for name in ("row_value", "row_feature", "row_start")
    )
    return sp.csr_matrix((values.astype(float), places, starts))[:, 1:]


class Classifier:
    """One method on one set of features and the classes of one level, tuned by cross-validation."""

    def __init__(self, split, method, features, level):
        self.split, self.method, self.features = split, method, features
        self.y, self.classes = split.labels[level], split.classes[level]
        self.parameter, self.grid, self.usual, self.maker = METHODS[method]
        self.is_fasttext = method.startswith("fastText")
        self.is_logistic = method == "logistic regression"
        # Losses by value and use of class names.
        self.found = {}

    def train(self, value, rows, asked, start=None):
        """Probabilities (or None) and classes of the rows `asked`. `start`: a classifier to go on with."""
        probabilities = np.zeros((len(asked), self.classes))
        if self.is_fasttext:
            titles = self.split.titles
            with tempfile.TemporaryDirectory() as folder:
                training = [(self.y[k], titles[k]) for k in rows]
                model, _ = train_fasttext(folder, training, epoch=int(value), **self.maker)
            # One line at a time: for several, fasttext-wheel 0.9.2 gives every class the probability
            # of the first.
            for i, k in enumerate(asked):
                for p, label in model.f.predict(fasttext_line(titles[k]) + "\n", self.classes, 0.0, "strict"):
                    probabilities[i, int(label.removeprefix("__label__"))] = p
            probabilities /= np.maximum(probabilities.sum(1, keepdims=True), 1e-300)
        else:
            x = self.split.matrices[self.features]
            model = self.maker(value) if start is None else start.set_params(C=value)
            model.fit(x[rows], self.y[rows])
            if not hasattr(model, "predict_proba"):
                return None, model.predict(x[asked])
            probabilities[:, model.classes_] = model.predict_proba(x[asked])
        return probabilities, probabilities.argmax(1)

    def fold_losses(self, values, with_names, fold):
        """For each value: errors, nats and number of a fold's rows whose class the others have."""
        own = self.y[: self.split.training]
        keep = self.split.folds != fold
        asked = np.flatnonzero(~keep & np.isin(own, np.unique(own[keep])))
        truth, rows = self.y[asked], self.split.rows(keep, with_names)
        # A logistic regression goes on from one value to the next.
        start = LogisticRegression(warm_start=True, **LOGISTIC) if self.is_logistic else None
        losses = {}
        for value in values:
            probabilities, classes = self.train(value, rows, asked, start)
            p = np.ones(len(asked)) if probabilities is None else probabilities[np.arange(len(asked)), truth]
            nats = -np.log(np.maximum(p, 1e-15)).sum()
            losses[value] = np.array([(classes != truth).sum(), nats, len(asked)])
        return losses

    def measure(self, values, with_names):
        # The longest first; a logistic regression takes all values in one run.
        runs = [values] if self.is_logistic else [[value] for value in values[::-1]]
        work = delayed(self.fold_losses)
        jobs = [work(run, with_names, fold) for run in runs for fold in range(FOLDS)]
        losses = Parallel(n_jobs=THREADS)(jobs)
        for value in values:
            errors, nats, count = sum(found[value] for found in losses if value in found)
            self.found[value, with_names] = {"errors": errors / count, "log-loss": nats / count}

    def loss(self, value, with_names, criterion):
        if (value, with_names) not in self.found:
            self.measure([value], with_names)
        return self.found[value, with_names][criterion]

    def best(self, criterion):
        """The value of least cross-validated loss, and whether class names help it."""
        grid = list(self.grid)
        if not self.found:
            self.measure(grid, False)
        for _ in range(FURTHER):
            best = min(grid, key=lambda value: self.loss(value, False, criterion))
            if self.is_logistic and best >= LARGEST_C:
                break
            elif best == grid[-1]:
                grid.append(best * grid[-1] / grid[-2])
            elif best == grid[0] and not self.is_fasttext:
                grid.insert(0, best * grid[0] / grid[1])
            else:
                break
        best = min(grid, key=lambda value: self.loss(value, False, criterion))
        has_names = self.split.names > 0
        return best, has_names and self.loss(best, True, criterion) < self.loss(best, False, criterion)

    @functools.cache
    def final(self, value, with_names):
        """What all training rows lead to on the test rows."""
        rows = self.split.rows(np.ones(self.split.training, dtype=bool), with_names)
        return self.train(value, rows, np.arange(self.split.known, len(self.split.titles)))


def main(folder):
    # Whoever started this removes the folder, even if this process is killed.
    tempfile.tempdir = folder
    split, classifiers = Split(folder), {}

    def answer(asked):
        began = time.perf_counter()
        key = asked["method"], asked["features"], asked["level"]
        if key not in classifiers:
            classifiers[key] = Classifier(split, *key)
        classifier, tuned = classifiers[key], asked["tuned"]
        value, with_names = (classifier.usual, False) if tuned is None else classifier.best(tuned)
        probabilities, classes = classifier.final(value, with_names)
        if probabilities is not None:
            probabilities.astype("<f8").tofile(os.path.join(folder, "probabilities.f64"))
        return {
            "chosen": f"{classifier.parameter} = {value:.3g}" + (", class names as titles" if with_names else ""),
            "classes": [int(one) for one in classes],
            "hasProbabilities": probabilities is not None,
            "seconds": time.perf_counter() - began,
        }

    def attempt(line):
        """The answer, or why there is none: the next line may ask for something that works."""
        try:
            return answer(json.loads(line))
        except Exception as error:
            traceback.print_exc()
            return {"failed": f"{type(error).__name__}: {error}"[:300]}

    made_of = {"scikit-learn": sklearn, "SciPy": scipy, "NumPy": np}
    versions = {name: one.__version__ for name, one in made_of.items()}
    versions["Python"] = sys.version.split()[0]
    try:
        versions["fasttext-wheel"] = importlib.metadata.version("fasttext-wheel")
    except importlib.metadata.PackageNotFoundError:
        pass
    serve({"versions": versions}, attempt)
