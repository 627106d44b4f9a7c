"""Rows of a catalogue as hedge reads them, words, and the classifiers that several tasks train.

White space around titles and labels is dropped, and a title with the same path counts once. Empty
labels at the end of a path say that the class ends there. Rows with other gaps or another number of
fields than the header are left out.
"""

import csv
import os

from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline


def read_rows(file, levels, title="title"):
    """Distinct (title, path) rows whose path ends at a leaf."""
    with open(file, newline="", encoding="utf-8") as lines:
        found = [
            (row[title].strip(), whole_path([row[level].strip() for level in levels]))
            for row in csv.DictReader(lines)
            # Fewer fields than the header give None as a value, more of them None as a column.
            if None not in row and None not in row.values()
        ]
    found = [row for row in found if row[0] and row[1]]
    inner = {path[:depth] for _, path in found for depth in range(1, len(path))}
    return list(dict.fromkeys(row for row in found if row[1] not in inner))


def whole_path(labels):
    """The path without empty labels at its end; None if nothing is left or it has a gap."""
    while labels and labels[-1] == "":
        labels = labels[:-1]
    return tuple(labels) if labels and "" not in labels else None


def word_tfidf():
    """TF-IDF of all words, rows of unit length."""
    return TfidfVectorizer(token_pattern=r"(?u)\w+")


def logistic_regression(rows):
    """Logistic regression with C = 50 on TF-IDF of all words, and the paths of its classes."""
    paths = sorted({path for _, path in rows})
    code = {path: k for k, path in enumerate(paths)}
    pipeline = make_pipeline(word_tfidf(), LogisticRegression(C=50, max_iter=2000))
    return pipeline.fit([title for title, _ in rows], [code[path] for _, path in rows]), paths


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
