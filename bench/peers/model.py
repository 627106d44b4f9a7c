"""The model in NumPyro, and the problem files that hedge's benchmarks write (see README.md)."""

import os
from dataclasses import dataclass
from pathlib import Path


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

jax.devices()
if CORES:
    # From here on the system may move the threads to whichever core is free, as it may those of the other contenders.
    for thread in os.listdir("/proc/self/task"):
        os.sched_setaffinity(int(thread), CORES)

MAGIC, LAYOUT_VERSION, HEADER_LENGTH = 0x47444548, 2, 16
HALF_NORMAL, FIXED = 0, 1


@dataclass(frozen=True)
class Problem:
    rows: int
    features: int
    leaves: int
    columns: int
    groups: int
    row_start: np.ndarray
    row_feature: np.ndarray
    row_value: np.ndarray
    feature_start: np.ndarray
    feature_row: np.ndarray
    feature_value: np.ndarray
    labels: np.ndarray
    parent: np.ndarray
    group: np.ndarray
    prior_kind: np.ndarray  # HALF_NORMAL or FIXED
    prior_scale: np.ndarray  # of the half-normal, or the fixed sigma itself
    power: float  # of the likelihood
    watched: np.ndarray  # watched rows, dense, of which the first len(probe_leaves) are probes
    probe_leaves: np.ndarray

    @property
    def learned(self) -> np.ndarray:
        """Groups whose scale is not fixed."""
        return np.flatnonzero(self.prior_kind != FIXED)

    @property
    def dimension(self) -> int:
        return len(self.learned) + self.features * self.columns


def read_problem(folder: str) -> Problem:
    data = (Path(folder) / "problem.bin").read_bytes()
    header = np.frombuffer(data, np.int32, HEADER_LENGTH)
    if header[0] != MAGIC or header[1] != LAYOUT_VERSION:
        raise SystemExit("problem.bin has another layout")
    rows, features, leaves, columns, nonzeros, groups, watched_rows, watched_nonzeros, probes = map(int, header[2:11])
    at = 4 * HEADER_LENGTH

    def take(kind, count):
        nonlocal at
        found = np.frombuffer(data, kind, count, at)
        at += 4 * count
        return found

    i, f = np.int32, np.float32
    row_start, row_feature, row_value = take(i, rows + 1), take(i, nonzeros), take(f, nonzeros)
    feature_start, feature_row, feature_value = take(i, features + 1), take(i, nonzeros), take(f, nonzeros)
    labels, parent, group = take(i, rows), take(i, columns), take(i, columns)
    prior_kind, prior_scale, power = take(i, groups), take(f, groups), float(take(f, 1)[0])
    start, feature, value = take(i, watched_rows + 1), take(i, watched_nonzeros), take(f, watched_nonzeros)
    watched = np.zeros((watched_rows, features), f)
    watched[np.repeat(np.arange(watched_rows), np.diff(start)), feature] = value
    return Problem(
        rows, features, leaves, columns, groups, row_start, row_feature, row_value, feature_start, feature_row,
        feature_value, labels, parent, group, prior_kind, prior_scale, power, watched, take(i, probes),
    )  # fmt: skip


def read_positions(folder: str, problem: Problem) -> np.ndarray:
    return np.fromfile(Path(folder) / "positions.f32", np.float32).reshape(-1, problem.dimension)


def unflatten(problem: Problem, q) -> dict:
    """hedge's vector of parameters as NumPyro's unconstrained ones: log sigma of the learned groups, if any, and z, features x columns."""
    count = len(problem.learned)
    z = {"z": q[count:].reshape(problem.features, problem.columns)}
    return {"sigma": q[:count], **z} if count > 0 else z


def flatten(params: dict):
    return np.concatenate([np.asarray(params[name], np.float64).ravel() for name in ("sigma", "z") if name in params])


def all_scales(problem: Problem, learned):
    """sigma of every group, given those of the learned groups (None if all are fixed)."""
    scales = jnp.asarray(problem.prior_scale)
    if len(problem.learned) == problem.groups:
        return learned
    return scales if learned is None else scales.at[problem.learned].set(learned)


def product(problem: Problem, form: str):
    """X @ beta in one of the forms that JAX has for a sparse X."""
    rows, row_feature = problem.rows, jnp.asarray(problem.row_feature)
    row_of = np.repeat(np.arange(rows, dtype=np.int32), np.diff(problem.row_start))
    if form == "dense":
        dense = np.zeros((rows, problem.features), np.float32)
        dense[row_of, problem.row_feature] = problem.row_value
        x = jnp.asarray(dense)
        return lambda beta: x @ beta
    if form == "bcoo":
        indices = jnp.stack([jnp.asarray(row_of), row_feature], axis=1)
        x = sparse.BCOO(
            (jnp.asarray(problem.row_value), indices), shape=(rows, problem.features), indices_sorted=True, unique_indices=True
        )
        return lambda beta: x @ beta
    if form == "padded":
        width = int(np.diff(problem.row_start).max())
        place = np.arange(len(row_of)) - problem.row_start[row_of]
        index, value = np.zeros((rows, width), np.int32), np.zeros((rows, width), np.float32)
        index[row_of, place], value[row_of, place] = problem.row_feature, problem.row_value
        index, value = jnp.asarray(index), jnp.asarray(value)
        return lambda beta: jnp.einsum("nk,nkc->nc", value, beta[index])

    row_of, row_value = jnp.asarray(row_of), jnp.asarray(problem.row_value)[:, None]

    def forward(beta):
        return jax.ops.segment_sum(row_value * beta[row_feature], row_of, rows, indices_are_sorted=True)

    if form == "segments":
        return forward
    # "segments-both": the transpose too is a sum over sorted segments, by the features' own lists of rows.
    feature_of = jnp.asarray(np.repeat(np.arange(problem.features, dtype=np.int32), np.diff(problem.feature_start)))
    feature_row, feature_value = jnp.asarray(problem.feature_row), jnp.asarray(problem.feature_value)[:, None]

    def backward(_, slope):
        terms = feature_value * slope[feature_row]
        return (jax.ops.segment_sum(terms, feature_of, problem.features, indices_are_sorted=True),)

    both = jax.custom_vjp(forward)
    both.defvjp(lambda beta: (forward(beta), None), backward)
    return both


FORMS = ("dense", "bcoo", "padded", "segments", "segments-both")


def coefficients(problem: Problem, sigma, z):
    """beta of the leaves, features x leaves: level by level, a node is its parent plus sigma z."""
    parent = problem.parent
    depth = np.zeros(problem.columns, int)
    for v in range(problem.columns):
        up = parent[v]
        while up >= 0:
            depth[v], up = depth[v] + 1, parent[up]
    levels = [np.flatnonzero(depth == d) for d in range(depth.max() + 1)]
    own = z * sigma[problem.group]
    above, found = None, []
    for d, level in enumerate(levels):
        # Levels are runs of columns as a rule; a slice is cheaper than a gather.
        is_run = bool((np.diff(level) == 1).all())
        beta = own[:, level[0] : level[-1] + 1] if is_run else own[:, level]
        if d > 0:
            # As a matrix product (the `alpha` of the model): its transpose is a product too, that of a gather would be a scatter.
            alpha = (parent[level][None, :] == levels[d - 1][:, None]).astype(np.float32)
            beta = beta + above @ alpha
        above = beta
        found.append(beta)
    order = np.concatenate(levels)
    if (order[-problem.leaves :] == np.arange(problem.leaves)).all():
        return found[-1] if len(found[-1].T) == problem.leaves else jnp.concatenate(found, 1)[:, -problem.leaves :]
    place = np.argsort(order)[: problem.leaves]
    return jnp.concatenate(found, 1)[:, place]


def model_of(problem: Problem, form: str):
    times_x = product(problem, form)
    labels = jnp.asarray(problem.labels)

    def model():
        learned = None
        if len(problem.learned) > 0:
            learned = numpyro.sample("sigma", dist.HalfNormal(jnp.asarray(problem.prior_scale[problem.learned])))
        sigma = all_scales(problem, learned)
        z = numpyro.sample("z", dist.Normal(0, 1).expand([problem.features, problem.columns]))
        with numpyro.handlers.scale(scale=problem.power):
            numpyro.sample("y", dist.Categorical(logits=times_x(coefficients(problem, sigma, z))), obs=labels)

    return model


def quantities_of(problem: Problem):
    """What is recorded of a draw: learned scales, centred logits of the probes, leaf probabilities of the held-out rows."""
    watched, probes = jnp.asarray(problem.watched), len(problem.probe_leaves)

    def quantities(params):
        learned = jnp.exp(params["sigma"]) if "sigma" in params else None
        logits = watched @ coefficients(problem, all_scales(problem, learned), params["z"])
        centred = logits[:probes] - logits[:probes].mean(1, keepdims=True)
        picked = centred[jnp.arange(probes), jnp.asarray(problem.probe_leaves)]
        scales = jnp.zeros(0) if learned is None else learned
        return jnp.concatenate([scales, picked, jax.nn.softmax(logits[probes:], axis=1).ravel()])

    return quantities


def versions() -> dict:
    import platform

    return {"python": platform.python_version(), "numpyro": numpyro.__version__, "jax": jax.__version__, "numpy": np.__version__}
