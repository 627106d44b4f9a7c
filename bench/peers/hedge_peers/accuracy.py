"""scikit-learn's classifiers and fastText on a split of hedge's, tuned by cross-validation."""

import functools
import json
import os
import tempfile
import time
import traceback
from pathlib import Path

import numpy as np
import scipy.sparse as sp
from joblib import Parallel, delayed
from estimators import FastText, PlattSVM, fasttext_line
from sentences import embed
from serve import serve, versions
from sklearn.base import clone
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression, RidgeClassifier
from sklearn.svm import LinearSVC

FOLDS = 3
# Processes for the folds.
THREADS = int(os.environ.get("HEDGE_THREADS", "1"))
# A best value at an end of its grid is followed so many steps further,
FURTHER = 3
# but not beyond a C that holds a logistic regression back no more.
LARGEST_C = 1000


def word_tfidf():
    """TF-IDF of all words, rows of unit length."""
    return TfidfVectorizer(token_pattern=r"(?u)\w+")


# The classifier, its parameter, the grid of that, and the value without a choice.
METHODS = {
    "ridge": (RidgeClassifier(solver="sparse_cg", tol=1e-4), "alpha", [0.1, 0.3, 1, 3, 10], 1),
    "linear SVM": (LinearSVC(max_iter=5000), "C", [0.03, 0.1, 0.3, 1, 3], 1),
    # scikit-learn's own 1e-4 takes the solution for one C as good enough for the next, larger one.
    "logistic regression": (LogisticRegression(max_iter=2000, tol=1e-5), "C", [3, 10, 30, 100, 300, LARGEST_C], 1),
    # As it comes, for decision rules to be compared on.
    "logistic regression, C = 50": (LogisticRegression(max_iter=2000), "C", [50], 50),
    "linear SVM, Platt-scaled, C = 0.1": (PlattSVM(), "C", [0.1], 0.1),
    "fastText, words and bigrams": (FastText(bigrams=True), "epochs", [5, 10, 25, 50, 100], 5),
    "fastText, sub-words": (FastText(subwords=True), "epochs", [5, 10, 25, 50, 100], 5),
}


class Split:
    """Training rows, then rows made of class names, then test rows; labels of the first two."""

    def __init__(self, folder):
        request = json.loads(Path(folder, "request.json").read_text(encoding="utf-8"))
        titles, self.training, self.names = request["titles"], request["training"], request["names"]
        self.test = np.arange(self.training + self.names, len(titles))
        # For each level, the class of every row that is known.
        self.labels = [np.array(labels) for labels in request["labels"]]
        self.classes = request["classes"]
        own = titles[: self.training]
        self.folds = folds_of(own if request["foldsBy"] == "title" else range(len(own)))
        self.titles = titles
        self.features = {
            "words": word_tfidf().fit(own).transform(titles),
            "hedge": read_features(folder),
            "own": np.array([fasttext_line(title) for title in titles], dtype=object),
        }

    def features_named(self, name):
        """A row for each title. Those of the sentence model are made when they are first asked for."""
        if name not in self.features:
            self.features["sentences"] = sp.csr_matrix(embed(self.titles))
            parts = [self.features["hedge"], self.features["sentences"]]
            self.features["hedge and sentences"] = sp.hstack(parts, format="csr")
        return self.features[name]

    def rows(self, keep, with_names):
        """Places of training rows that `keep` marks, and of class names if they are wanted."""
        names = self.training + np.arange(self.names if with_names else 0)
        return np.concatenate([np.flatnonzero(keep), names])


def folds_of(keys):
    """A fold for each row: rows of one key stay together."""
    distinct = list(dict.fromkeys(keys))
    order = np.random.default_rng(1).permutation(len(distinct))
    fold = {key: int(place) % FOLDS for key, place in zip(distinct, order)}
    return np.array([fold[key] for key in keys])


def read_features(folder):
    """hedge's design matrix without its intercept: the classifiers have their own."""
    names = ["row_value", "row_feature", "row_start"]
    values, places, starts = (np.load(os.path.join(folder, f"{name}.npy")) for name in names)
    return sp.csr_matrix((values.astype(float), places, starts))[:, 1:]


class Tuning:
    """One method on one set of features and the classes of one level, tuned by cross-validation."""

    def __init__(self, split, method, features, level):
        self.split, self.x = split, split.features_named(features)
        self.y, self.classes = split.labels[level], split.classes[level]
        self.classifier, self.parameter, self.grid, self.usual = METHODS[method]
        self.is_fasttext = features == "own"
        self.is_logistic = method == "logistic regression"
        # Losses by value and use of class names.
        self.found = {}

    def train(self, classifier, value, rows, asked):
        """Probabilities (or None) and classes of the rows `asked`."""
        classifier.set_params(**{self.parameter: value}).fit(self.x[rows], self.y[rows])
        if not hasattr(classifier, "predict_proba"):
            return None, classifier.predict(self.x[asked])
        probabilities = np.zeros((len(asked), self.classes))
        probabilities[:, classifier.classes_] = classifier.predict_proba(self.x[asked])
        return probabilities, probabilities.argmax(1)

    def fold_losses(self, values, with_names, fold):
        """For each value: errors, nats and number of a fold's rows whose class the others have."""
        own = self.y[: self.split.training]
        keep = self.split.folds != fold
        asked = np.flatnonzero(~keep & np.isin(own, np.unique(own[keep])))
        truth, rows = self.y[asked], self.split.rows(keep, with_names)
        # A logistic regression goes on from one value to the next.
        classifier = clone(self.classifier).set_params(**({"warm_start": True} if self.is_logistic else {}))
        losses = {}
        for value in values:
            probabilities, classes = self.train(classifier, value, rows, asked)
            p = np.ones(len(asked)) if probabilities is None else probabilities[np.arange(len(asked)), truth]
            nats = -np.log(np.maximum(p, 1e-15)).sum()
            losses[value] = np.array([(classes != truth).sum(), nats, len(asked)])
        return losses

    def measure(self, values, with_names):
        # The longest first; a logistic regression takes all values in one run.
        runs = [values] if self.is_logistic else [[value] for value in values[::-1]]
        jobs = [delayed(self.fold_losses)(run, with_names, fold) for run in runs for fold in range(FOLDS)]
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
        for step in range(FURTHER + 1):
            best = min(grid, key=lambda value: self.loss(value, False, criterion))
            if step == FURTHER or (self.is_logistic and best >= LARGEST_C):
                break
            elif best == grid[-1]:
                grid.append(best * grid[-1] / grid[-2])
            elif best == grid[0] and not self.is_fasttext:
                grid.insert(0, best * grid[0] / grid[1])
            else:
                break
        has_names = self.split.names > 0
        return best, has_names and self.loss(best, True, criterion) < self.loss(best, False, criterion)

    @functools.cache
    def final(self, value, with_names):
        """What all training rows lead to on the test rows."""
        rows = self.split.rows(np.ones(self.split.training, dtype=bool), with_names)
        return self.train(clone(self.classifier), value, rows, self.split.test)


def main(folder):
    # Whoever started this removes the folder, even if this process is killed.
    tempfile.tempdir = folder
    split = Split(folder)
    tuning_of = functools.cache(functools.partial(Tuning, split))

    def predict(method, features, level, tuned):
        began = time.perf_counter()
        tuning = tuning_of(method, features, level)
        value, with_names = (tuning.usual, False) if tuned is None else tuning.best(tuned)
        probabilities, classes = tuning.final(value, with_names)
        if probabilities is not None:
            probabilities.astype("<f8").tofile(os.path.join(folder, "probabilities.f64"))
        return {
            "chosen": f"{tuning.parameter} = {value:.3g}" + (", class names as titles" if with_names else ""),
            "classes": classes.tolist(),
            "hasProbabilities": probabilities is not None,
            "seconds": time.perf_counter() - began,
        }

    def answer(line):
        """The answer, or why there is none: the next line may ask for something that works."""
        try:
            return predict(**json.loads(line))
        except Exception as error:
            traceback.print_exc()
            return {"failed": f"{type(error).__name__}: {error}"[:300]}

    serve({"versions": versions("scikit-learn", "scipy", "numpy", "fasttext-wheel")}, answer)
