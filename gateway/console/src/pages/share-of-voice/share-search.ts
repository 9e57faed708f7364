/** Ranges of the chart in days. */
export const RANGES = [30, 90, 365] as const;
const DEFAULT_RANGE = 90;

/** The state of the page, which the address holds; absent members have their default. */
export interface ShareSearch {
  /** Id of the comparison; the first if absent. */
  readonly query?: string;
  /** Days of the chart until today, unless `from` and `to` are given. */
  readonly days?: number;
  readonly from?: string;
  readonly to?: string;
  /** Platform whose texts alone are counted in the chart, in lower case. */
  readonly community?: string;
  /** Day of the count; the newest if absent. */
  readonly date?: string;
  /** Brand whose posts are listed. */
  readonly brand?: string;
  readonly view?: 'lines';
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** Reads the state from the parameters of the address, without those that are invalid. */
export function parseShareSearch(parameters: Record<string, unknown>): ShareSearch {
  const text = (key: string) => String(parameters[key] ?? '').trim();
  const day = (key: string) => (DAY.test(text(key)) ? text(key) : undefined);
  const found = {
    ...Object.fromEntries(['query', 'community', 'brand'].map((key) => [key, text(key)])),
    days: RANGES.find((days) => days === Number(parameters['days']) && days !== DEFAULT_RANGE),
    from: day('from'),
    to: day('to'),
    date: day('date'),
    view: parameters['view'] === 'lines' ? 'lines' : undefined,
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value)) as ShareSearch;
}

/** Returns the number of days that the chart shows. */
export function rangeOf({ days = DEFAULT_RANGE }: ShareSearch): number {
  return days;
}
