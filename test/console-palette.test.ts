import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

type Triple = readonly [number, number, number];

/** Matrices on linear RGB that simulate full colour blindness (Machado, Oliveira, Fernandes). */
const VISION: Readonly<Record<string, readonly Triple[]>> = {
  'normal vision': [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};
/** Distance in OKLab of two colours that are told apart side by side; 0.02 is just noticeable. */
const LEAST = 0.07;

const STYLES = readFileSync(new URL('../gateway/console/src/styles.css', import.meta.url), 'utf8');
const SERIES = [...STYLES.matchAll(/--series-\d: light-dark\((#\w{6}), (#\w{6})\)/g)];

describe.each([
  ['light', SERIES.map(([, light]) => light!)],
  ['dark', SERIES.map(([, , dark]) => dark!)],
])('the colours of charts in %s', (_, colours) => {
  test.each(Object.keys(VISION))('are told apart with %s', (vision) => {
    expect(colours).toHaveLength(8);
    const seen = colours.map((colour) => oklab(multiply(VISION[vision]!, linear(colour))));
    const distances = seen.flatMap((one, index) =>
      seen.slice(index + 1).map((other) => Math.hypot(...one.map((value, axis) => value - other[axis]!))),
    );
    expect(Math.min(...distances)).toBeGreaterThan(LEAST);
  });
});

function linear(colour: string): Triple {
  const parts = [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255);
  return parts.map((part) =>
    part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4,
  ) as unknown as Triple;
}

function multiply(matrix: readonly Triple[], [red, green, blue]: Triple): Triple {
  return matrix.map(([a, b, c]) =>
    Math.min(Math.max(a * red + b * green + c * blue, 0), 1),
  ) as unknown as Triple;
}

function oklab([red, green, blue]: Triple): Triple {
  const long = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const medium = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const short = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * long + 0.793617785 * medium - 0.0040720468 * short,
    1.9779984951 * long - 2.428592205 * medium + 0.4505937099 * short,
    0.0259040371 * long + 0.7827717662 * medium - 0.808675766 * short,
  ];
}
