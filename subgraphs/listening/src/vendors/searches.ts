import type { Dialect } from './search-dialect.ts';
import type { Atom, Want } from './want.ts';

/** One search: all groups must hold, of each group any atom. */
export type Search = readonly (readonly Atom[])[];

/** Maximum number of searches that one query is divided into. */
const MOST_SEARCHES = 10;

/** Divides a condition into searches whose results together contain all that it holds for. */
export function searchesOf(want: Want, dialect: Dialect): Search[] {
  if (want.kind === 'anything') return [];
  if (!dialect.or) return conjunctions(want).map((atoms) => atoms.map((atom) => [atom]));
  const alternatives = want.kind === 'or' ? want.wants : [want];
  const simple = alternatives.filter((each) => each.kind === 'atom');
  const others = alternatives.filter((each) => each.kind !== 'atom');
  return [...(simple.length > 0 ? [[simple]] : []), ...others.map(groupsOf)];
}

/** Returns the alternatives of a condition, each a list of atoms that must all hold. */
function conjunctions(want: Want): (readonly Atom[])[] {
  if (want.kind === 'atom') return [[want]];
  if (want.kind === 'anything') return [[]];
  const parts = want.wants.map(conjunctions);
  if (want.kind === 'or') return parts.flat();
  // Every combination of alternatives is a search. Where they are too many, the part with the most
  // alternatives is left out, which only finds more.
  const kept = [...parts].sort((a, b) => a.length - b.length);
  while (kept.length > 1 && product(kept) > MOST_SEARCHES) kept.pop();
  const inOrder = parts.filter((part) => kept.includes(part));
  return inOrder.reduce<(readonly Atom[])[]>(
    (found, part) => found.flatMap((before) => part.map((after) => [...before, ...after])),
    [[]],
  );
}

function product(parts: readonly { readonly length: number }[]): number {
  return parts.reduce((all, { length }) => all * length, 1);
}

/** Returns a condition as groups; of an alternative that is a conjunction, its longest atom. */
function groupsOf(want: Want): Search {
  if (want.kind === 'and') return want.wants.flatMap(groupsOf);
  if (want.kind === 'or') return [want.wants.flatMap(best)];
  return want.kind === 'atom' ? [[want]] : [];
}

/** Returns atoms of which one holds if the condition does. */
function best(want: Want): readonly Atom[] {
  if (want.kind === 'atom') return [want];
  if (want.kind === 'anything') return [];
  if (want.kind === 'or') return want.wants.flatMap(best);
  const parts = want.wants.map(best).filter((atoms) => atoms.every(({ isNegated }) => !isNegated));
  return parts.reduce((most, atoms) => (specificity(atoms) > specificity(most) ? atoms : most));
}

/** Long words are rare; an alternative makes a group less specific. */
function specificity(atoms: readonly Atom[]): number {
  return Math.min(...atoms.map(({ text, isField }) => (isField ? 0 : text.length))) - atoms.length;
}

/** Divides a search that is too long for a dialect, or leaves out what only narrows it. */
export function fitted(search: Search, dialect: Dialect, most = MOST_SEARCHES): Search[] {
  if (lengthOf(search, dialect) <= dialect.maxLength) return [search];
  const largest = search.reduce((a, b) => (b.length > a.length ? b : a));
  if (largest.length > 1 && most > 1) {
    const middle = Math.ceil(largest.length / 2);
    return [largest.slice(0, middle), largest.slice(middle)].flatMap((part) =>
      fitted(
        search.map((group) => (group === largest ? part : group)),
        dialect,
        most / 2,
      ),
    );
  }
  if (search.length > 1) return fitted(withoutOne(search), dialect, most);
  const [atom] = search[0]!;
  const shorter = largest.length === 1 && shortened(atom!, dialect.maxLength);
  return shorter ? [[[shorter]]] : [];
}

/** Leaves out a group: an exclusion first, then the one with most alternatives, then the last. */
function withoutOne(search: Search): Search {
  const worst = search.reduce((worst, group) => (cost(group) >= cost(worst) ? group : worst));
  return search.filter((group) => group !== worst);
}

function cost(group: readonly Atom[]): number {
  return group[0]!.isNegated ? Number.POSITIVE_INFINITY : group.length;
}

/** Leaves out the last words of a phrase; null if not even its first word fits. */
function shortened(atom: Atom, maxLength: number): Atom | null {
  const phrase = /^(\w+:)?"(.*)"$/.exec(atom.text);
  if (!phrase) return null;
  const [, field = '', text] = phrase;
  const start = text!.slice(0, Math.max(0, maxLength - field.length - 2));
  const end = start.search(/[^\p{L}\p{N}\p{M}]+[\p{L}\p{N}\p{M}]*$/u);
  return end < 1 ? null : { ...atom, text: `${field}"${start.slice(0, end)}"` };
}

function lengthOf(search: Search, dialect: Dialect): number {
  return [...written(search, dialect)].length;
}

/** Writes a search as the vendor reads it. */
export function written(search: Search, dialect: Dialect): string {
  return search
    .map((group) => {
      const texts = [...new Set(group.map(({ text, isNegated }) => (isNegated ? `-${text}` : text)))];
      return texts.length > 1 && dialect.or ? dialect.or(texts) : texts[0]!;
    })
    .join(' ');
}
