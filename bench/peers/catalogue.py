"""What all Python peers agree on: rows of a catalogue, which of them train, and words.

Rows are read as hedge reads them: white space around titles and labels is dropped, empty labels at the end of a path say
that the class ends there, rows with other gaps or with more or fewer fields than the header are left out, and a title with the same path counts once.
"""

import csv

from sklearn.feature_extraction.text import TfidfVectorizer


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
    """The path without empty labels at its end, or None if nothing is left or a label is missing inside."""
    while labels and labels[-1] == "":
        labels = labels[:-1]
    return tuple(labels) if labels and "" not in labels else None


def split(all_file, held_file, levels):
    """Rows of `all_file` whose title is not in `held_file`, and the rows of `held_file`."""
    held = read_rows(held_file, levels)
    held_titles = {title for title, _ in held}
    return [row for row in read_rows(all_file, levels) if row[0] not in held_titles], held


def word_tfidf():
    """TF-IDF of all words, rows of unit length."""
    return TfidfVectorizer(token_pattern=r"(?u)\w+")


def fasttext_line(title):
    """A title as fastText wants it: lower case, words parted by spaces."""
    return " ".join("".join(ch.lower() if ch.isalnum() else " " for ch in title).split())
