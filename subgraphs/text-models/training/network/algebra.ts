/**
 * Returns a dot product. Four sums instead of one let the processor overlap the additions; arrays
 * of one type keep the compiled loop free of conversions.
 */
export function dot(
  one: Float64Array,
  from: number,
  other: Float64Array,
  otherFrom: number,
  length: number,
): number {
  let [a, b, c, d, at] = [0, 0, 0, 0, 0];
  for (; at + 3 < length; at += 4) {
    a += one[from + at]! * other[otherFrom + at]!;
    b += one[from + at + 1]! * other[otherFrom + at + 1]!;
    c += one[from + at + 2]! * other[otherFrom + at + 2]!;
    d += one[from + at + 3]! * other[otherFrom + at + 3]!;
  }
  for (; at < length; at += 1) a += one[from + at]! * other[otherFrom + at]!;
  return a + b + (c + d);
}

/** Projects the vector that starts at `from` onto the rows of the windows. */
export function project(
  windows: Float64Array,
  vectors: Float64Array,
  from: number,
  into: Float64Array,
): void {
  const dimensions = windows.length / into.length;
  for (let row = 0; row < into.length; row += 1)
    into[row] = dot(windows, row * dimensions, vectors, from, dimensions);
}

/** Adds a row of `values`, times `factor`, to `sums`. */
export function addScaled(sums: Float64Array, values: Float64Array, from: number, factor: number): void {
  for (let at = 0; at < sums.length; at += 1) sums[at]! += factor * values[from + at]!;
}

/**
 * Takes an AdaGrad step of one row of the windows, whose gradient is `slope` times the vector. A
 * row has one sum of squares: one per weight took a third of the training.
 */
export function learnRow(
  windows: Float64Array,
  squares: Float64Array,
  row: number,
  vector: Float64Array,
  slope: number,
  rate: number,
): void {
  const place = row / vector.length;
  squares[place]! += (slope * slope * dot(vector, 0, vector, 0, vector.length)) / vector.length;
  const step = (rate * slope) / Math.sqrt(squares[place]!);
  for (let at = 0; at < vector.length; at += 1) windows[row + at]! -= step * vector[at]!;
}

/** Takes an AdaGrad step of a word's vector, with one sum of squares for all of its dimensions. */
export function learnVector(
  { values, squares }: { values: Float64Array; squares: Float32Array },
  word: number,
  slopes: Float64Array,
  rate: number,
): void {
  const { length } = slopes;
  squares[word]! += dot(slopes, 0, slopes, 0, length) / length;
  const step = rate / Math.sqrt(squares[word]!);
  for (let at = 0; at < length; at += 1) values[word * length + at]! -= step * slopes[at]!;
}
