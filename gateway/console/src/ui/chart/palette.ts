/** Number of series that a reader can tell apart. */
export const MOST_SERIES = 8;

/** Dashes by series, so that lines differ without their colours. */
const DASHES: readonly (readonly number[])[] = [
  [],
  [8, 4],
  [2, 3],
  [10, 3, 2, 3],
  [5, 5],
  [1, 4],
  [12, 6],
  [6, 2, 2, 2, 2, 2],
];

/** Returns the dash pattern of a series, in pixels; empty for a solid line. */
export function dashOf(index: number): readonly number[] {
  return DASHES[index % MOST_SERIES]!;
}

/** Returns the CSS variable with the colour of a series; styles.css defines it for both themes. */
export function colourOf(index: number): string {
  return `var(--series-${(index % MOST_SERIES) + 1})`;
}

/** Colours of a chart as a canvas needs them: resolved for the current theme. */
export interface ChartColours {
  readonly series: readonly string[];
  readonly text: string;
  readonly line: string;
  readonly canvas: string;
}

/** Resolves the colours by what an element would be painted with. */
export function resolveColours(parent: HTMLElement): ChartColours {
  const probe = document.createElement('span');
  parent.append(probe);
  const resolve = (colour: string) => {
    probe.style.color = colour;
    return getComputedStyle(probe).color;
  };
  const colours = {
    series: Array.from({ length: MOST_SERIES }, (_, index) => resolve(colourOf(index))),
    text: resolve('var(--muted)'),
    line: resolve('var(--line)'),
    canvas: resolve('var(--canvas)'),
  };
  probe.remove();
  return colours;
}
