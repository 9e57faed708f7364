/** Returns the name that a misspelt one was probably meant to be; null if none is similar. */
export function nearestName(name: string, names: readonly string[]): string | null {
  const lower = name.toLowerCase();
  const most = Math.max(1, Math.floor(lower.length / 3));
  const ranked = names
    .map((each) => ({ each, distance: distanceOf(lower, each.toLowerCase()) }))
    .sort((a, b) => a.distance - b.distance);
  return ranked[0] && ranked[0].distance <= most ? ranked[0].each : null;
}

/** Returns the distance of two texts, which is small if one only lacks the end of the other. */
function distanceOf(from: string, to: string): number {
  return to.startsWith(from) ? 1 : editsOf(from, to);
}

/** Returns the number of insertions, deletions, replacements and swaps between two texts. */
function editsOf(from: string, to: string): number {
  let before: number[] = [];
  let row = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let at = 1; at <= from.length; at++) {
    const next = [at];
    for (let column = 1; column <= to.length; column++) {
      const isSame = from[at - 1] === to[column - 1];
      const swap = at > 1 && column > 1 && from[at - 1] === to[column - 2] && from[at - 2] === to[column - 1];
      next.push(
        Math.min(
          row[column]! + 1,
          next[column - 1]! + 1,
          row[column - 1]! + (isSame ? 0 : 1),
          swap ? before[column - 2]! + 1 : Number.POSITIVE_INFINITY,
        ),
      );
    }
    before = row;
    row = next;
  }
  return row[to.length]!;
}
