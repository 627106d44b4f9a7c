"""Classifiers in scikit-learn's form that it does not have itself."""

import os
import tempfile
from pathlib import Path

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold
from sklearn.svm import LinearSVC


def fasttext_line(title):
    """A title as fastText wants it: lower case, words parted by spaces."""
    return " ".join("".join(ch.lower() if ch.isalnum() else " " for ch in title).split()) + "\n"


class FastText(BaseEstimator):
    """fastText on lines of `fasttext_line`, in scikit-learn's form."""

    def __init__(self, epochs=5, bigrams=False, subwords=False):
        self.epochs, self.bigrams, self.subwords = epochs, bigrams, subwords

    def fit(self, lines, labels, folder=None):
        """Writes its training file to `folder`, a temporary one if there is none."""
        import fasttext

        minn, maxn = (3, 5) if self.subwords else (0, 0)
        # One thread: with several, no two runs are the same.
        usual = {"dim": 100, "lr": 0.5, "bucket": 200000, "thread": 1, "seed": 1, "verbose": 0}
        with tempfile.TemporaryDirectory() as temporary:
            self.text = os.path.join(folder or temporary, "train.txt")
            content = "".join(f"__label__{label} {line}" for label, line in zip(labels, lines))
            Path(self.text).write_text(content, encoding="utf-8")
            ngrams = {"wordNgrams": 2 if self.bigrams else 1, "minn": minn, "maxn": maxn}
            self.model = fasttext.train_supervised(self.text, epoch=int(self.epochs), **ngrams, **usual)
        self.classes_ = np.unique(labels)
        return self

    def predict_proba(self, lines):
        places = {f"__label__{label}": k for k, label in enumerate(self.classes_)}
        found = np.zeros((len(lines), len(places)))
        # One line at a time: for several, fasttext-wheel 0.9.2 gives every class the probability
        # of the first.
        for row, line in zip(found, lines):
            for p, label in self.model.f.predict(line, len(places), 0.0, "strict"):
                row[places[label]] = p
        return found / np.maximum(found.sum(1, keepdims=True), 1e-300)


class PlattSVM(BaseEstimator):
    """A linear SVM whose margins become probabilities (Platt 1999): one sigmoid for all classes,
    fitted to margins of titles that the SVM has not seen, since many classes have few titles."""

    def __init__(self, C=0.1):
        self.C = C

    def fit(self, x, labels):
        labels = np.asarray(labels)
        self.classes_ = np.unique(labels)
        margins, hits = [], []
        for train, test in KFold(5, shuffle=True, random_state=1).split(labels):
            part = LinearSVC(C=self.C, max_iter=5000).fit(x[train], labels[train])
            margins.append(part.decision_function(x[test]).ravel())
            hits.append((labels[test][:, None] == part.classes_[None]).ravel())
        self.sigmoid = LogisticRegression(C=1e6).fit(np.concatenate(margins)[:, None], np.concatenate(hits))
        self.svm = LinearSVC(C=self.C, max_iter=5000).fit(x, labels)
        return self

    def predict_proba(self, x):
        margins = self.svm.decision_function(x)
        found = self.sigmoid.predict_proba(margins.reshape(-1, 1))[:, 1].reshape(margins.shape)
        return found / found.sum(1, keepdims=True)
