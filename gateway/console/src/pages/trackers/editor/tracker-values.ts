import type { Tracker } from '../tracker-operations.ts';

type Source = NonNullable<Tracker['platforms']>[number];

/** What the form holds; lists are edited as text, one entry a line. */
export interface TrackerValues {
  readonly name: string;
  readonly query: string;
  readonly context: string;
  readonly languages: string;
  readonly platforms: readonly string[];
  readonly feeds: string;
}

export function valuesOf(tracker: Tracker | undefined): TrackerValues {
  return {
    name: tracker?.name ?? '',
    query: tracker?.query ?? '',
    context: tracker?.context ?? '',
    languages: tracker?.languages?.join(', ') ?? '',
    platforms: tracker?.platforms ?? [],
    feeds: tracker?.feeds.join('\n') ?? '',
  };
}

/** Returns the form's values as the input of the graph. No platform means all of them. */
export function inputOf(values: TrackerValues) {
  return {
    name: values.name.trim(),
    query: values.query,
    context: values.context.trim(),
    languages: languagesOf(values),
    platforms: platformsOf(values),
    feeds: values.feeds
      .split('\n')
      .map((line) => line.trim())
      .filter(Boolean),
  };
}

export function languagesOf({ languages }: TrackerValues): string[] | null {
  const codes = languages.split(/[\s,]+/).filter(Boolean);
  return codes.length > 0 ? codes : null;
}

export function platformsOf({ platforms }: TrackerValues): Source[] | null {
  return platforms.length > 0 ? ([...platforms] as Source[]) : null;
}
