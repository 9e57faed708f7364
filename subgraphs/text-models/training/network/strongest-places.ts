/**
 * Returns the position of the word that the strongest response of each filter is centred on, the
 * first of equal ones; -1 if the filter does not respond. `projections` and `offsets` are those
 * that `pool` got, and `strongest` is what it returned.
 */
export function strongestPlaces(
  projections: readonly ArrayLike<number>[],
  offsets: ArrayLike<number>,
  strongest: ArrayLike<number>,
): Int32Array {
  const filters = offsets.length;
  const places = new Int32Array(filters).fill(-1);
  const none = new Float64Array(3 * filters);
  for (const [at, central] of projections.entries()) {
    const previous = projections[at - 1] ?? none;
    const next = projections[at + 1] ?? none;
    for (let filter = 0; filter < filters; filter += 1) {
      if (places[filter] !== -1 || strongest[filter] === 0) continue;
      // In the order of `pool`, so that the sums are equal.
      const response =
        offsets[filter]! + central[filters + filter]! + previous[filter]! + next[2 * filters + filter]!;
      if (response === strongest[filter]) places[filter] = at;
    }
  }
  return places;
}
