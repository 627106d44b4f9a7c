"""Class probabilities of scikit-learn's logistic regression, for decision rules to be compared on.

    python bench/peers/probabilities.py < request.json > answer.json

The request has `training` (rows of a title and a path) and `titles`. Features: TF-IDF of all words, rows of unit length; C = 50.
The answer has `paths`, `probabilities` (a row for each title, a column for each
path), `known` (words of each title that training has seen) and `versions`.
"""

import json
import sys

import end_with_parent  # noqa: F401
import numpy as np
import sklearn
from catalogue import word_tfidf
from sklearn.linear_model import LogisticRegression


def main():
    request = json.load(sys.stdin)
    rows = list(dict.fromkeys((title, tuple(path)) for title, path in request["training"]))
    paths = sorted({path for _, path in rows})
    code = {path: k for k, path in enumerate(paths)}
    vectoriser = word_tfidf()
    x = vectoriser.fit_transform([title for title, _ in rows])
    z = vectoriser.transform(request["titles"])
    model = LogisticRegression(C=50, max_iter=2000).fit(x, np.array([code[path] for _, path in rows]))
    probabilities = np.zeros((z.shape[0], len(paths)))
    probabilities[:, model.classes_] = model.predict_proba(z)
    json.dump(
        {
            "paths": paths,
            "probabilities": [[float(f"{p:.7g}") for p in row] for row in probabilities],
            "known": [int(count) for count in (z > 0).sum(1).A1],
            "versions": {"scikit-learn": sklearn.__version__, "numpy": np.__version__, "python": sys.version.split()[0]},
        },
        sys.stdout,
    )


main()
