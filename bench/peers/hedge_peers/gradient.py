"""Gradients of the NumPyro model's potential, timed on demand."""

import time

from model import VERSIONS, Problem, model_of
from serve import serve

import jax
import numpy as np
from jax.flatten_util import ravel_pytree
from numpyro.infer.util import potential_energy


def main(folder, *forms):
    problem = Problem(folder)
    gradients = {}
    for form in forms:
        model = model_of(problem, form)
        potential = lambda params, model=model: potential_energy(model, (), {}, params)
        gradients[form] = jax.jit(jax.value_and_grad(potential))
    first = problem.unflatten(problem.positions[0])

    def answer(line):
        verb, form, number = line.split()
        gradient = gradients[form]
        wall, cpu = time.perf_counter(), time.process_time()
        if verb == "run":
            for _ in range(int(number)):
                jax.block_until_ready(gradient(first))
        else:
            value, slope = gradient(problem.unflatten(problem.positions[int(number)]))
            found = np.append(value, ravel_pytree(slope)[0]).astype(np.float64)
            (-found).tofile(f"{folder}/answer.f64")
        return {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu}

    serve({"forms": forms, "versions": VERSIONS}, answer)
