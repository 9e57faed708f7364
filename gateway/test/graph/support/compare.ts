import type { ApolloResponse } from '../../../src/graph/apollo/apollo-gateway.ts';
import type { Outcome } from '../../../src/graph/engine.ts';
import type { Fault } from '../../../src/graph/faults.ts';

/** Differences between our result and that of @apollo/gateway. */
export interface Comparison {
  /** Differences that are defects. */
  readonly wrong: string[];
  /** Differences where our result is the specified one. */
  readonly deviations: (typeof DEVIATIONS)[number][];
}

/** Known deviations of @apollo/gateway from the specification. */
export const DEVIATIONS = [
  'a null or value that breaks the schema is an error',
  'an error is where it belongs',
  'an interface object keeps its own type',
  'fields come in the order of the document',
] as const;

interface PlacedError {
  readonly message: string;
  readonly path?: readonly (string | number)[] | undefined;
}

/** Compares the data exactly, including the order of fields, and errors by message and path. */
export function compare(
  ours: Outcome,
  theirs: ApolloResponse,
  { interfaceObjects = false } = {},
): Comparison {
  const wrong: string[] = [];
  const deviations: Comparison['deviations'] = [];
  const difference = compareData(ours.data, theirs.data, interfaceObjects);
  if (difference === 'wrong')
    wrong.push(`data: ours ${JSON.stringify(ours.data)}\n  theirs ${JSON.stringify(theirs.data)}`);
  else if (difference) deviations.push(difference);
  const found = ours.faults.filter(isOfShaping);
  const fetched = ours.faults.filter((fault) => !isOfShaping(fault));
  compareErrors(fetched, theirs.errors ?? [], ours.data, wrong, deviations);
  const completion = theirs.extensions?.valueCompletion ?? [];
  if (completion.length > 0 && found.length === 0)
    wrong.push(`a broken null is not reported: ${JSON.stringify(completion)}`);
  for (const { message, path } of found) {
    deviations.push('a null or value that breaks the schema is an error');
    const same = completion.some((other) => JSON.stringify(other.path) === JSON.stringify(path));
    if (!same && !theirs.errors) wrong.push(`only ours: ${message} at ${path?.join('.')}`);
  }
  return { wrong, deviations };
}

function compareData(
  ours: unknown,
  theirs: unknown,
  interfaceObjects: boolean,
): Comparison['deviations'][number] | 'wrong' | null {
  if (JSON.stringify(ours) === JSON.stringify(theirs)) return null;
  if (JSON.stringify(sorted(ours)) === JSON.stringify(sorted(theirs)))
    return 'fields come in the order of the document';
  // If an object's type is lost, so are the fragments on that type, and the nulls that they would
  // have caused.
  if (interfaceObjects && (isLess(theirs, ours) || isLess(ours, theirs)))
    return 'an interface object keeps its own type';
  return 'wrong';
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}

/** Whether one result equals the other with objects or fields missing. */
function isLess(less: unknown, more: unknown): boolean {
  if (less === null || less === undefined) return true;
  if (Array.isArray(less) && Array.isArray(more))
    return less.length === more.length && less.every((item, index) => isLess(item, more[index]));
  if (typeof less !== 'object' || typeof more !== 'object' || more === null) return less === more;
  return Object.entries(less).every(([key, inner]) => isLess(inner, (more as Record<string, unknown>)[key]));
}

/** Whether the gateway found the fault itself in a response without errors. */
function isOfShaping({ serviceName, cause }: Fault): boolean {
  return serviceName === undefined && cause === undefined;
}

/**
 * Requires the same messages at the same paths, unless @apollo/gateway's path does not lead to a
 * null.
 */
function compareErrors(
  ours: readonly PlacedError[],
  theirs: readonly PlacedError[],
  data: unknown,
  wrong: string[],
  deviations: Comparison['deviations'],
): void {
  const [mine, others] = [byMessage(ours), byMessage(theirs)];
  for (const message of new Set([...mine.keys(), ...others.keys()])) {
    const here = mine.get(message);
    const there = others.get(message);
    if (!here && [...there!].every((path) => isAbsent(data, JSON.parse(path)))) {
      deviations.push('an error is where it belongs');
      continue;
    }
    if (!here || !there) {
      wrong.push(
        `an error of ${here ? 'ours' : 'theirs'} only: ${message} at ${[...(here ?? there)!].join(' ')}`,
      );
      continue;
    }
    for (const path of here)
      if (path !== '[]' && !isNullAt(data, JSON.parse(path))) wrong.push(`not null: ${message} at ${path}`);
    const missing = [...there].filter((path) => !here.has(path));
    const extra = [...here].filter((path) => !there.has(path));
    if (missing.length === 0 && extra.length === 0) continue;
    if (missing.every((path) => path === '[]' || isMisplaced(path, here, data)))
      deviations.push('an error is where it belongs');
    else wrong.push(`places of ${message}: ours ${extra.join(' ')}, theirs ${missing.join(' ')}`);
  }
}

/**
 * Whether an error has a wrong path: another list index of the same field, a value that is not
 * null, or a field that the client did not select.
 */
function isMisplaced(path: string, here: ReadonlySet<string>, data: unknown): boolean {
  const field = (text: string) => text.replace(/\b\d+\b/g, '#');
  const place = JSON.parse(path);
  return (
    !isNullAt(data, place) || isAbsent(data, place) || [...here].some((other) => field(other) === field(path))
  );
}

/**
 * Whether the path leads to a field that the client did not select, such as one of another type.
 */
function isAbsent(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data;
  for (const key of path) {
    if (at === null) return false;
    if (at === undefined) return true;
    at = (at as Record<string, unknown>)[key];
  }
  return path.length > 0 && at === undefined;
}

function byMessage(errors: readonly PlacedError[]): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { message, path } of errors) {
    const paths = found.get(message) ?? new Set();
    paths.add(JSON.stringify(path ?? []));
    found.set(message, paths);
  }
  return found;
}

/** Whether there is a null on the path, or a field that the client did not select. */
function isNullAt(data: unknown, path: readonly (string | number)[]): boolean {
  let at = data;
  for (const key of path) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string, unknown>)[key];
  }
  return at === null || at === undefined;
}
