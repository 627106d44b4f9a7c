"""How much titles look like ones of no known class, by scores of scikit-learn's classifiers."""

import json

import numpy as np
from serve import serve, versions
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_union
from sklearn.preprocessing import normalize
from sklearn.svm import LinearSVC


def score(line):
    """For each score a number for each title, higher for new classes."""
    request = json.loads(line)
    rows = list(dict.fromkeys((row["title"], tuple(row["path"])) for row in request["training"]))
    y = np.unique([json.dumps(path) for _, path in rows], return_inverse=True)[1]
    # Words and pairs of words, and pieces of words of 2 to 5 letters.
    vectoriser = make_union(
        TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, token_pattern=r"(?u)\w+"),
        TfidfVectorizer(analyzer="char_wb", ngram_range=(2, 5), sublinear_tf=True, min_df=2),
    )
    x = vectoriser.fit_transform([title for title, _ in rows])
    z = vectoriser.transform(request["titles"])
    several = OneVsRestClassifier(LogisticRegression(C=30, solver="liblinear")).fit(x, y)
    logits = LogisticRegression(C=10, max_iter=200).fit(x, y).decision_function(z)
    energy = -np.logaddexp.reduce(logits, axis=1)
    unit, asked = normalize(x), normalize(z)
    centroids = normalize(np.stack([np.asarray(unit[y == k].mean(axis=0)).ravel() for k in np.unique(y)]))
    scores = {
        "SVM margin": -LinearSVC(C=0.5).fit(x, y).decision_function(z).max(axis=1),
        "largest sigmoid": -np.max([one.decision_function(z) for one in several.estimators_], axis=0),
        "largest softmax": -np.exp(logits.max(axis=1) + energy),
        "largest logit": -logits.max(axis=1),
        "energy": energy,
        "5 nearest titles": -np.sort((asked @ unit.T).toarray(), axis=1)[:, -5:].mean(axis=1),
        "nearest centroid": -(asked @ centroids.T).max(axis=1),
    }
    return {name: [float(f"{one:.7g}") for one in values] for name, values in scores.items()}


def main():
    serve({"versions": versions("scikit-learn", "numpy")}, score)
