import type { Tag } from '../tags.ts';

/** Metrics that filters can compare. */
export type Metric = 'likes' | 'views' | 'comments' | 'engagement_rate';

/** One validated condition on a mention, with values as stored. */
export type Condition =
  /** Title or text contains the phrase, or does not. */
  | { readonly kind: 'keyword'; readonly phrase: string; readonly holds: boolean }
  /** The mention has any of these tags. */
  | { readonly kind: 'tags'; readonly anyOf: readonly Tag[] }
  /** The hook or the call to action contains any of these lower-case texts. */
  | { readonly kind: 'words'; readonly of: 'hook' | 'cta'; readonly anyOf: readonly string[] }
  /** The mention names a brand whose name contains this lower-case text. */
  | { readonly kind: 'brand'; readonly contains: string }
  /** The metric is within these bounds; null means unbounded. */
  | {
      readonly kind: 'metric';
      readonly metric: Metric;
      readonly above: number | null;
      readonly below: number | null;
      /** Both ends are inclusive. */
      readonly within: { readonly min: number; readonly max: number } | null;
    }
  /** The metric changed by at least this percentage. */
  | {
      readonly kind: 'change';
      readonly metric: Metric;
      readonly perCent: number;
      readonly direction: 'up' | 'down' | null;
    };

/** A mention matches if all conditions of at least one group hold; an empty filter matches all. */
export type Filter = readonly (readonly Condition[])[];
