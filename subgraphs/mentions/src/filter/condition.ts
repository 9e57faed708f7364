import type { Tag } from '../tags.ts';

/** Numbers of a mention that filters compare. */
export type Metric = 'likes' | 'views' | 'comments' | 'engagement_rate';

/** One condition on a mention, checked and in the words of the data. */
export type Condition =
  /** Title or text has the phrase, or has it not. */
  | { readonly kind: 'keyword'; readonly phrase: string; readonly holds: boolean }
  /** It has any of these tags. */
  | { readonly kind: 'tags'; readonly anyOf: readonly Tag[] }
  /**
   * The words that open it, or those that call the reader to something, contain any of these; lower
   * case.
   */
  | { readonly kind: 'words'; readonly of: 'hook' | 'cta'; readonly anyOf: readonly string[] }
  /** It names a brand whose name contains this; lower case. */
  | { readonly kind: 'brand'; readonly contains: string }
  /** The number is within these bounds; null is no bound. */
  | {
      readonly kind: 'metric';
      readonly metric: Metric;
      readonly above: number | null;
      readonly below: number | null;
      /** Both ends belong to the range. */
      readonly within: { readonly min: number; readonly max: number } | null;
    }
  /** The number changed by at least so many per cent. */
  | {
      readonly kind: 'change';
      readonly metric: Metric;
      readonly perCent: number;
      readonly direction: 'up' | 'down' | null;
    };

/**
 * A mention is found when all conditions of any one group hold; without groups, every mention is.
 */
export type Filter = readonly (readonly Condition[])[];
