"""Gradients of the NumPyro model's potential, timed on demand."""

import time

from model import FORMS, Problem, flatten, model_of, unflatten, versions
from serve import serve

import jax
import numpy as np
from numpyro.infer.util import potential_energy

# A dense product of more multiplications would take minutes and gigabytes.
MOST_DENSE = 1e10


def main(folder, *wanted):
    problem = Problem(folder)
    skipped, gradients = {}, {}
    for form in wanted or FORMS:
        if form == "dense" and problem.rows * problem.features * problem.leaves > MOST_DENSE:
            size = f"{problem.rows} x {problem.features} x {problem.leaves}"
            skipped[form] = f"{size} multiplications are too many"
            continue
        model = model_of(problem, form)
        potential = lambda params, model=model: potential_energy(model, (), {}, params)
        gradients[form] = jax.jit(jax.value_and_grad(potential))

    def position(k):
        return jax.tree.map(jax.numpy.asarray, unflatten(problem, problem.positions[k]))

    first = position(0)

    def answer(line):
        verb, form, number = line.split()
        gradient = gradients[form]
        wall, cpu = time.perf_counter(), time.process_time()
        if verb == "run":
            for _ in range(int(number)):
                jax.block_until_ready(gradient(first))
        else:
            value, slope = gradient(position(int(number)))
            np.concatenate([[-float(value)], -flatten(slope)]).tofile(f"{folder}/answer.f64")
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}

    serve({"forms": list(gradients), "skipped": skipped, "versions": versions()}, answer)
