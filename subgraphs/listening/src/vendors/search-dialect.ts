import type { FieldName } from '../query/ast.ts';

/**
 * What a vendor's search understands. It is assumed to find every item that contains the words of
 * a search in any order, with words as the vendor divides them; finding more is harmless.
 */
export interface Dialect {
  /** The platform's name, for messages. */
  readonly name: string;
  /** Why it has no search by words; null if it has. */
  readonly unsupported: string | null;
  /** Longest search string, in characters. */
  readonly maxLength: number;
  /** Writes alternative words and phrases; null if every word of a search is required. */
  readonly or: ((alternatives: readonly string[]) => string) | null;
  /** Understands phrases in quotes. */
  readonly phrases: boolean;
  /** Excludes exactly the items that contain a word: `-word`. */
  readonly not: boolean;
  readonly emoji: boolean;
  /** Shortest word that it searches for; shorter ones are left out. */
  readonly shortest: number;
  /** Writes a word or phrase that must be in the title; absent if it is searched everywhere. */
  readonly title?: (text: string) => string;
  /** Writes fields that mean the same as ours. */
  readonly fields: Readonly<Partial<Record<FieldName, (value: string) => string | null>>>;
  /** Fields of a search that has no word; false if the vendor refuses it. */
  readonly fieldsAlone: boolean;
}

/** A dialect, with defaults for what most vendors have in common. */
export function defineDialect(dialect: Pick<Dialect, 'name' | 'maxLength'> & Partial<Dialect>): Dialect {
  return {
    unsupported: null,
    or: null,
    phrases: true,
    not: false,
    emoji: false,
    shortest: 1,
    fields: {},
    fieldsAlone: false,
    ...dialect,
  };
}

/** Writes alternatives as most vendors read them. */
export function inParentheses(alternatives: readonly string[]): string {
  return `(${alternatives.join(' OR ')})`;
}
