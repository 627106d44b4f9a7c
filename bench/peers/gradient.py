"""Gradients of the NumPyro model's potential, timed on demand: python gradient.py FOLDER. See README.md for the lines."""

import json
import sys
import time

import end_with_parent  # noqa: F401
from model import FORMS, flatten, model_of, read_positions, read_problem, unflatten, versions

import jax
import numpy as np
from numpyro.infer.util import potential_energy

# A dense product beyond this many multiplications would take minutes and gigabytes.
MOST_DENSE = 1e10


def main(folder: str, wanted: list[str]) -> None:
    problem = read_problem(folder)
    positions = read_positions(folder, problem)
    at = jax.tree.map(jax.numpy.asarray, unflatten(problem, positions[0]))
    skipped, gradients = {}, {}
    for form in wanted or FORMS:
        if form == "dense" and problem.rows * problem.features * problem.leaves > MOST_DENSE:
            skipped[form] = f"{problem.rows} x {problem.features} x {problem.leaves} multiplications are too many"
            continue
        model = model_of(problem, form)
        gradients[form] = jax.jit(jax.value_and_grad(lambda params, model=model: potential_energy(model, (), {}, params)))
    print(json.dumps({"forms": list(gradients), "skipped": skipped, "versions": versions()}), flush=True)

    for line in sys.stdin:
        verb, form, number = line.split()
        gradient = gradients[form]
        wall, cpu = time.perf_counter(), time.process_time()
        if verb == "run":
            for _ in range(int(number)):
                jax.block_until_ready(gradient(at))
        else:
            value, slope = gradient(jax.tree.map(jax.numpy.asarray, unflatten(problem, positions[int(number)])))
            np.concatenate([[-float(value)], -flatten(slope)]).tofile(f"{folder}/answer.f64")
        print(json.dumps({"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}), flush=True)


main(sys.argv[1], sys.argv[2:])
