"""The model in NumPyro, and the problems that hedge's benchmarks write."""

import os
from pathlib import Path

from serve import versions

THREADS = int(os.environ.get("HEDGE_THREADS", "1"))
CORES = sorted(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else []
if CORES:
    # XLA makes as many threads as it sees cores when it starts.
    os.sched_setaffinity(0, CORES[:THREADS])

import jax  # noqa: E402
import jax.numpy as jnp  # noqa: E402
import numpy as np  # noqa: E402
import numpyro  # noqa: E402
import numpyro.distributions as dist  # noqa: E402
from jax.experimental import sparse  # noqa: E402
from jax.flatten_util import ravel_pytree  # noqa: E402
from scipy.sparse import csr_matrix, vstack  # noqa: E402

VERSIONS = versions("numpyro", "jax", "numpy")
jax.devices()
if CORES:
    # From here on the system may move the threads to whichever core is free.
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), CORES)


class Problem:
    """The arrays that ../README.md describes, with their sizes."""

    def __init__(self, folder):
        for file in Path(folder).glob("*.npy"):
            setattr(self, file.stem, np.load(file))
        self.rows, self.features, self.columns = len(self.labels), len(self.feature_start) - 1, len(self.parent)
        self.leaves, self.power = int(self.leaves[0]), float(self.power[0])
        self.row_of = np.repeat(np.arange(self.rows, dtype=np.int32), np.diff(self.row_start))
        self.x, held = (
            csr_matrix((value, feature, start), shape=(len(start) - 1, self.features))
            for value, feature, start in (
                (self.row_value, self.row_feature, self.row_start),
                (self.held_value, self.held_feature, self.held_start),
            )
        )
        self.watched = vstack([self.x[self.probe_row], held]).toarray()
        # Groups whose scale is not fixed.
        self.learned = np.flatnonzero(self.is_fixed == 0)
        # hedge's vector as NumPyro's parameters: log sigma of the groups that learn it, then z.
        params = {"sigma": jnp.zeros(len(self.learned)), "z": jnp.zeros((self.features, self.columns))}
        vector, self.unflatten = ravel_pytree(params)
        self.positions = self.positions.reshape(-1, len(vector))
        depth = np.zeros(self.columns, int)
        for v in range(self.columns):
            up = self.parent[v]
            while up >= 0:
                depth[v], up = depth[v] + 1, self.parent[up]
        self.levels = [np.flatnonzero(depth == d) for d in range(depth.max() + 1)]


def segment_sums(value, index, segment, count):
    """For each segment (sorted) the sum of `value` times the rows `index` of a table."""
    value, index, segment = jnp.asarray(value)[:, None], jnp.asarray(index), jnp.asarray(segment)
    return lambda table: jax.ops.segment_sum(value * table[index], segment, count, indices_are_sorted=True)


def product(problem, form):
    """X @ beta in one of the forms that JAX has for a sparse X."""
    rows, features, row_of = problem.rows, problem.features, problem.row_of
    if form == "dense":
        return jnp.asarray(problem.x.toarray()).__matmul__
    if form == "bcoo":
        indices = jnp.stack([row_of, problem.row_feature], axis=1)
        known = {"indices_sorted": True, "unique_indices": True}
        x = sparse.BCOO((jnp.asarray(problem.row_value), indices), shape=(rows, features), **known)
        return lambda beta: x @ beta
    if form == "padded":
        width = int(np.diff(problem.row_start).max())
        place = np.arange(len(row_of)) - problem.row_start[row_of]
        index, value = np.zeros((rows, width), np.int32), np.zeros((rows, width), np.float32)
        index[row_of, place], value[row_of, place] = problem.row_feature, problem.row_value
        index, value = jnp.asarray(index), jnp.asarray(value)
        return lambda beta: jnp.einsum("nk,nkc->nc", value, beta[index])
    forward = segment_sums(problem.row_value, problem.row_feature, row_of, rows)
    if form == "segments":
        return forward
    # "segments-both": the transpose too is a sum over sorted segments, by the features' rows.
    feature_of = np.repeat(np.arange(features, dtype=np.int32), np.diff(problem.feature_start))
    backward = segment_sums(problem.feature_value, problem.feature_row, feature_of, features)
    both = jax.custom_vjp(forward)
    both.defvjp(lambda beta: (forward(beta), None), lambda _, slope: (backward(slope),))
    return both


def coefficients(problem, sigma, z):
    """beta of the leaves, features x leaves: level by level, a node is its parent plus sigma z."""
    own, found = z * sigma[problem.group], []
    for d, level in enumerate(problem.levels):
        # Levels are runs of columns as a rule; a slice is cheaper than a gather.
        is_run = bool((np.diff(level) == 1).all())
        beta = own[:, level[0] : level[-1] + 1] if is_run else own[:, level]
        if d > 0:
            # A matrix product, the `alpha` of the model: its transpose is no scatter.
            alpha = problem.parent[level][None, :] == problem.levels[d - 1][:, None]
            beta = beta + found[-1] @ alpha.astype(np.float32)
        found.append(beta)
    if len(problem.levels[-1]) == problem.leaves:
        return found[-1]
    return jnp.concatenate(found, 1)[:, np.argsort(np.concatenate(problem.levels))[: problem.leaves]]


def all_scales(problem, learned):
    """sigma of every group, given those of the learned groups."""
    if len(learned) == len(problem.prior_scale):
        return learned
    return jnp.asarray(problem.prior_scale).at[problem.learned].set(learned)


def model_of(problem, form):
    times_x = product(problem, form)
    labels = jnp.asarray(problem.labels)

    def model():
        learned = jnp.zeros(0)
        if len(problem.learned) > 0:
            learned = numpyro.sample("sigma", dist.HalfNormal(jnp.asarray(problem.prior_scale[problem.learned])))
        z = numpyro.sample("z", dist.Normal(0, 1).expand([problem.features, problem.columns]))
        logits = times_x(coefficients(problem, all_scales(problem, learned), z))
        with numpyro.handlers.scale(scale=problem.power):
            numpyro.sample("y", dist.Categorical(logits=logits), obs=labels)

    return model


def quantities_of(problem):
    """What is recorded of a draw: learned scales, centred logits of probes, leaf probabilities."""
    watched, probes = jnp.asarray(problem.watched), len(problem.probe_leaf)

    def quantities(params):
        learned = jnp.exp(params["sigma"])
        logits = watched @ coefficients(problem, all_scales(problem, learned), params["z"])
        centred = logits[:probes] - logits[:probes].mean(1, keepdims=True)
        picked = centred[jnp.arange(probes), jnp.asarray(problem.probe_leaf)]
        return jnp.concatenate([learned, picked, jax.nn.softmax(logits[probes:], axis=1).ravel()])

    return quantities
