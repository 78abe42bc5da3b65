/** The best few of many: what both Lagrangian bounds choose in each evaluation. */

/** The `count` candidates that earn most (ties: the lower number), those that earn most first. */
export function mostEarning(earned: Float64Array, count: number): number[] {
  const chosen: number[] = [];
  if (count === 0) return chosen;
  for (let j = 0; j < earned.length; j++) {
    const earns = earned[j];
    if (earns <= 0 || (chosen.length === count && earns <= earned[chosen[count - 1]])) continue;
    let k = chosen.length < count ? chosen.push(j) - 1 : count - 1;
    for (; k > 0 && earned[chosen[k - 1]] < earns; k--) chosen[k] = chosen[k - 1];
    chosen[k] = j;
  }
  return chosen;
}
