import { variance } from "./moments.ts";

/**
 * Estimated Bayesian fraction of missing information of one chain: the mean squared change of the
 * energy from draw to draw, over the energy's variance. Below 0.3, new momenta change the energy
 * too little to reach the tails. `energies`: the Hamiltonian at every draw, in nats. NaN for fewer
 * than two draws or constant energy.
 *
 * Betancourt (2016), "Diagnosing suboptimal cotangent disintegrations in Hamiltonian Monte Carlo",
 * section 3; the same number as ArviZ's `bfmi`.
 */
export function eBfmi(energies: Float64Array): number {
  let sum = 0;
  for (let i = 1; i < energies.length; i++) sum += ((energies[i] ?? 0) - (energies[i - 1] ?? 0)) ** 2;
  return sum / (energies.length - 1) / variance(energies);
}
