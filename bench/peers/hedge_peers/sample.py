"""Chains of NumPyro's NUTS, or nutpie's with the gradient of model.py by JAX, one at a time."""

import time

from model import VERSIONS, Problem, model_of, quantities_of
from serve import serve, versions

import jax
import numpy as np
from numpyro.infer import NUTS
from numpyro.infer.util import potential_energy


def report(times, cpu, **counts):
    """What ../README.md says of a chain. `times`: before compilation, warm-up and draws, and at the end."""
    began, clock, warm, end = times
    seconds = {"compileSeconds": clock - began, "warmUpSeconds": warm - clock, "drawSeconds": end - warm}
    return {**seconds, "cpuSeconds": time.process_time() - cpu, **counts}


def numpyro_chains(problem, form):
    quantities = jax.jit(quantities_of(problem))
    kernel = NUTS(model_of(problem, form), target_accept_prob=0.8, max_tree_depth=10, dense_mass=False)
    compiled = {}

    def run(start, seed, warmup, draws, seconds):
        params = problem.unflatten(start)
        began = time.perf_counter()
        state = kernel.init(jax.random.PRNGKey(seed), warmup, params, (), {})
        if warmup not in compiled:
            # The loop of numpyro.infer.MCMC, but with the clock between the draws. The schedule of
            # warm-up is part of the compiled step.
            compiled[warmup] = jax.jit(lambda state: kernel.sample(state, (), {})).lower(state).compile()
        quantities(params).block_until_ready()
        clock, cpu = time.perf_counter(), time.process_time()
        warmed = 0
        while warmed < warmup and time.perf_counter() - clock <= seconds:
            state = jax.block_until_ready(compiled[warmup](state))
            warmed += 1
        warm = time.perf_counter()
        kept, steps, divergences = [], 0, 0
        for _ in range(draws if warmed == warmup else 0):
            state = compiled[warmup](state)
            kept.append(np.asarray(quantities(state.z), np.float64))
            steps += int(state.num_steps)
            divergences += int(state.diverging)
            if time.perf_counter() - clock > seconds:
                break
        times = began, clock, warm, time.perf_counter()
        return kept, report(times, cpu, warmUp=warmed, gradients=steps, divergences=divergences)

    return VERSIONS, run


def nutpie_chains(problem, form):
    import nutpie
    from nutpie.compiled_pyfunc import from_pyfunc

    quantities = jax.jit(lambda q: quantities_of(problem)(problem.unflatten(q)))
    model = model_of(problem, form)
    gradient = jax.jit(jax.value_and_grad(lambda q: -potential_energy(model, (), {}, problem.unflatten(q))))
    calls, kept, begin = [0], [], [problem.positions[0]]

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
        len(begin[0]), make_logp, make_expand, [np.dtype(np.float64)], [(1,)], ["watched"],
        make_initial_point_fn=lambda _seed: begin[0].astype(np.float64),
    )  # fmt: skip

    def is_over(sampler):
        try:
            return sampler.is_finished
        except TimeoutError:
            return False

    def run(start, seed, warmup, draws, seconds):
        began = time.perf_counter()
        begin[0] = start
        gradient(start)[0].block_until_ready()
        quantities(start).block_until_ready()
        kept.clear()
        clock, cpu, called = time.perf_counter(), time.process_time(), calls[0]
        options = {"draws": draws, "tune": warmup, "chains": 1, "cores": 1, "seed": seed}
        sampler = nutpie.sample(compiled, progress_bar=False, blocking=False, **options)
        while not is_over(sampler) and time.perf_counter() - clock < seconds:
            time.sleep(0.02)
        over, trace = time.perf_counter(), sampler.abort()
        warmed, after = min(warmup, len(kept)), kept[warmup:]
        warm, called, _ = kept[warmed - 1] if warmed == warmup else (over, called, None)
        end, calls_at_end, _ = after[-1] if after else (warm, called, None)
        divergences = int(trace.sample_stats["diverging"].values.sum()) if after else 0
        counts = {"warmUp": warmed, "gradients": calls_at_end - called, "divergences": divergences}
        return [found for _, _, found in after], report((began, clock, warm, end), cpu, **counts)

    return versions("nutpie"), run


def main(folder, form, sampler):
    problem = Problem(folder)
    chains = {"numpyro": numpyro_chains, "nutpie": nutpie_chains}[sampler]
    made_of, run = chains(problem, form)

    def answer(line):
        chain, seed, warmup, draws, seconds = (int(word) for word in line.split()[1:])
        kept, found = run(problem.positions[chain], seed + 7919 * chain, warmup, draws, seconds)
        np.asarray(kept).tofile(f"{folder}/draws.f64")
        return found

    serve({"forms": [form], "versions": made_of}, answer)
