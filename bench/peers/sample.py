"""Chains of NumPyro's NUTS, one at a time and on demand: python sample.py FOLDER FORM. See README.md for the lines."""

import json
import sys
import time

import end_with_parent  # noqa: F401
from model import model_of, quantities_of, read_positions, read_problem, unflatten, versions

import jax
import numpy as np
from numpyro.infer import NUTS


def main(folder: str, form: str) -> None:
    problem = read_problem(folder)
    starts = read_positions(folder, problem)
    quantities = jax.jit(quantities_of(problem))
    kernel = NUTS(model_of(problem, form), target_accept_prob=0.8, max_tree_depth=10, dense_mass=False)
    compiled, compiled_for = None, None
    print(json.dumps({"forms": [form], "versions": versions()}), flush=True)

    for line in sys.stdin:
        chain, seed, warmup, draws, seconds = (int(word) for word in line.split()[1:])
        params = jax.tree.map(jax.numpy.asarray, unflatten(problem, starts[chain]))
        began = time.perf_counter()
        state = kernel.init(jax.random.PRNGKey(seed + 7919 * chain), warmup, params, (), {})
        if compiled_for != warmup:
            # The loop of numpyro.infer.MCMC, but with the clock between the draws: the schedule of warm-up is part of the compiled step.
            compiled = jax.jit(lambda state: kernel.sample(state, (), {})).lower(state).compile()
            compiled_for = warmup
        quantities(params).block_until_ready()
        clock, cpu = time.perf_counter(), time.process_time()
        compile_seconds = clock - began
        warmed = 0
        while warmed < warmup and time.perf_counter() - clock <= seconds:
            state = jax.block_until_ready(compiled(state))
            warmed += 1
        warm = time.perf_counter()
        kept, steps, divergences = [], 0, 0
        for _ in range(draws if warmed == warmup else 0):
            state = compiled(state)
            kept.append(np.asarray(quantities(state.z), np.float64))
            steps += int(state.num_steps)
            divergences += int(state.diverging)
            if time.perf_counter() - clock > seconds:
                break
        end = time.perf_counter()
        np.asarray(kept).tofile(f"{folder}/draws.f64")
        answer = {
            "compileSeconds": compile_seconds,
            "warmUp": warmed,
            "warmUpSeconds": warm - clock,
            "drawSeconds": end - warm,
            "cpuSeconds": time.process_time() - cpu,
            "gradients": steps,
            "divergences": divergences,
            "stepSize": float(state.adapt_state.step_size),
        }
        print(json.dumps(answer), flush=True)


main(sys.argv[1], sys.argv[2])
