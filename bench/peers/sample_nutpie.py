"""Chains of nutpie, one at a time and on demand: python sample_nutpie.py FOLDER FORM. The gradient is that of model.py, by JAX."""

import json
import sys
import time

import end_with_parent  # noqa: F401
from model import model_of, quantities_of, read_positions, read_problem, unflatten, versions

import jax
import numpy as np
import nutpie
from nutpie.compiled_pyfunc import from_pyfunc
from numpyro.infer.util import potential_energy


def is_over(sampler) -> bool:
    try:
        return sampler.is_finished
    except TimeoutError:
        return False


def main(folder: str, form: str) -> None:
    problem = read_problem(folder)
    starts = read_positions(folder, problem)
    quantities = jax.jit(lambda q: quantities_of(problem)(unflatten(problem, q)))
    model = model_of(problem, form)
    gradient = jax.jit(
        jax.value_and_grad(lambda q: -potential_energy(model, (), {}, unflatten(problem, q)))
    )
    calls, kept, start = [0], [], [starts[0]]

    def make_logp():
        def logp(q, **_):
            calls[0] += 1
            value, slope = gradient(q.astype(np.float32))
            return float(value), np.asarray(slope, np.float64)

        return logp

    def make_expand(*_):
        # Called for every iteration, warm-up included: the place for the clock.
        def expand(q, **_):
            found = np.asarray(quantities(q.astype(np.float32)), np.float64)
            kept.append((time.perf_counter(), calls[0], found))
            return {"watched": found[:1]}

        return expand

    compiled = from_pyfunc(
        problem.dimension, make_logp, make_expand, [np.dtype(np.float64)], [(1,)], ["watched"],
        make_initial_point_fn=lambda _seed: start[0].astype(np.float64),
    )  # fmt: skip
    print(json.dumps({"forms": [form], "versions": {"nutpie": nutpie.__version__}}), flush=True)

    for line in sys.stdin:
        chain, seed, warmup, draws, seconds = (int(word) for word in line.split()[1:])
        began = time.perf_counter()
        start[0] = starts[chain]
        gradient(start[0])[0].block_until_ready()
        quantities(start[0]).block_until_ready()
        kept.clear()
        clock, cpu, called = time.perf_counter(), time.process_time(), calls[0]
        sampler = nutpie.sample(
            compiled, draws=draws, tune=warmup, chains=1, cores=1, seed=seed + 7919 * chain, progress_bar=False,
            blocking=False,
        )  # fmt: skip
        while not is_over(sampler) and time.perf_counter() - clock < seconds:
            time.sleep(0.02)
        over = time.perf_counter()
        trace = sampler.abort()
        warmed, after = min(warmup, len(kept)), kept[warmup:]
        warm = kept[warmed - 1] if warmed else (clock, called, None)
        last = after[-1] if after else warm
        np.asarray([found for _, _, found in after]).tofile(f"{folder}/draws.f64")
        answer = {
            "compileSeconds": clock - began,
            "warmUp": warmed,
            "warmUpSeconds": (warm[0] if warmed == warmup else over) - clock,
            "drawSeconds": last[0] - warm[0],
            "cpuSeconds": time.process_time() - cpu,
            "gradients": last[1] - warm[1],
            "divergences": int(trace.sample_stats["diverging"].values.sum()) if after else 0,
            "stepSize": float(trace.sample_stats["step_size"].values.ravel()[-1]) if after else None,
        }
        print(json.dumps(answer), flush=True)


main(sys.argv[1], sys.argv[2])
