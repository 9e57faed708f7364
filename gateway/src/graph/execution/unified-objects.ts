import { parse } from 'graphql';
import { isObject, type Json, put, reader } from '../json.ts';
import type { Fetch, Plan } from '../planning/plan.ts';
import { isFlat, type MergeShape, mergeShapeOf } from './merge-responses.ts';

/**
 * Paths whose objects may be unified, by {@link pathId}, with the names of the leaves. One fetch
 * returns these objects, with leaves only, and later fetches complete them as entities: objects
 * with equal leaves have equal values to the end, so that one object can take the place of all.
 * Most entities that a response repeats are returned in this form, with their key.
 */
export type UnifiedPaths = ReadonlyMap<string, readonly string[]>;

/** Identifies a path among those of a plan. */
export const pathId = (path: readonly string[]): string => JSON.stringify(path);

/**
 * Finds the paths of a plan whose objects may be unified. Objects of root fields are left out,
 * because they are rarely equal.
 */
export function unifiedPaths(plan: Plan): UnifiedPaths {
  const unified = new Map<string, readonly string[]>();
  const paths = plan.flatMap(({ path, requires }) => (requires && path.length >= 2 ? [path] : []));
  // Most plans have none, and then nothing is parsed.
  if (paths.length === 0) return unified;
  const shapes = plan.map(shapeOf);
  for (const path of paths) {
    const returned = plan.flatMap((other, index) => shapeAt(other, shapes[index]!, path) ?? []);
    const [only] = returned;
    if (only && returned.length === 1 && isFlat(only) && only.fields.has('__typename'))
      unified.set(pathId(path), [...only.fields.keys()]);
  }
  return unified;
}

function shapeOf({ operation, renames, requires }: Fetch): MergeShape {
  const shape = mergeShapeOf(parse(operation, { noLocation: true }), renames);
  return requires ? shape.fields.get('_entities')! : shape;
}

/** The shape in which a fetch returns the objects at a path; null if it does not return them. */
function shapeAt(fetch: Fetch, shape: MergeShape, path: readonly string[]): MergeShape | null {
  const isAbove = fetch.path.length < path.length && fetch.path.every((key, index) => key === path[index]);
  if (!isAbove) return null;
  let at: MergeShape | null | undefined = shape;
  for (const key of path.slice(fetch.path.length)) at = at?.fields.get(key);
  return at ?? null;
}

/**
 * Compiles the unification of the objects in one field of other objects, which returns the
 * different ones.
 */
export function compileUnification(key: string, leaves: readonly string[]) {
  const read = reader(key);
  const readers = leaves.map(reader);
  return (parents: readonly Json[]): Json[] => {
    const known: Known = new Map();
    const different: Json[] = [];
    const one = (value: unknown): unknown => {
      if (Array.isArray(value)) {
        for (let index = 0; index < value.length; index++) value[index] = one(value[index]);
        return value;
      }
      return isObject(value) ? firstLike(value, readers, known, different) : value;
    };
    for (const parent of parents) {
      const value = read(parent);
      if (typeof value === 'object' && value !== null) put(parent, key, one(value));
    }
    return different;
  };
}

/** Objects by the values of their leaves, one level for each leaf. */
type Known = Map<unknown, unknown>;

/**
 * Returns the first object with the same leaves, and adds it to `different` if that is this one.
 * Lists and objects as leaves are never the same.
 */
function firstLike(
  object: Json,
  leaves: readonly ((object: Json) => unknown)[],
  known: Known,
  different: Json[],
): Json {
  let level = known;
  const last = leaves.length - 1;
  for (let index = 0; index < last; index++) {
    const value = leaves[index]!(object);
    let next = level.get(value) as Known | undefined;
    if (!next) {
      next = new Map();
      level.set(value, next);
    }
    level = next;
  }
  const value = leaves[last]!(object);
  const first = level.get(value) as Json | undefined;
  if (first) return first;
  level.set(value, object);
  different.push(object);
  return object;
}
