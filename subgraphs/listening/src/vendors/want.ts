/**
 * What is asked of a vendor: a condition that holds for every item that the query matches, in terms
 * of the dialect. `anything` is a condition that the dialect cannot express.
 */
export type Want =
  | { readonly kind: 'anything' }
  | Atom
  | { readonly kind: 'and' | 'or'; readonly wants: readonly Want[] };

/** A word, phrase or field as the vendor writes it. */
export interface Atom {
  readonly kind: 'atom';
  readonly text: string;
  readonly isField: boolean;
  /** Excludes what contains the word; only beside atoms that do not. */
  readonly isNegated: boolean;
}

export const ANYTHING: Want = { kind: 'anything' };

/** Combines conditions with AND. */
export function all(wants: readonly Want[]): Want {
  const flat = wants.flatMap((want) => (want.kind === 'and' ? want.wants : [want]));
  const needed = flat.filter((want) => want.kind !== 'anything');
  if (needed.length === 0) return ANYTHING;
  return needed.length === 1 ? needed[0]! : { kind: 'and', wants: needed };
}

/** Combines conditions with OR; an exclusion is not one that a vendor takes as an alternative. */
export function any(wants: readonly Want[]): Want {
  const flat = wants.flatMap((want) => (want.kind === 'or' ? want.wants : [want])).map(withoutNegation);
  if (flat.some((want) => want.kind === 'anything')) return ANYTHING;
  return flat.length === 1 ? flat[0]! : { kind: 'or', wants: flat };
}

function withoutNegation(want: Want): Want {
  if (want.kind === 'atom') return want.isNegated ? ANYTHING : want;
  return want.kind === 'and' ? all(want.wants.map(withoutNegation)) : want;
}
