import type { ResponsePath } from '../faults.ts';
import { isObject, type Json, reader } from '../json.ts';
import { compileUnification } from './unified-objects.ts';

/** One field on the path from the root of a response to the objects that a fetch completes. */
export interface PathStep {
  readonly key: string;
  readonly read: (object: Json) => unknown;
  /**
   * Unifies the objects that this field has in some objects, and returns the different ones; null
   * if they are not unified.
   */
  readonly unify: ((parents: readonly Json[]) => Json[]) | null;
}

/** A compiled path of response keys. Lists on the path are entered wherever the data has them. */
export type FetchPath = readonly PathStep[];

/** The data fetched so far. */
export interface FetchedData {
  /** The root object; the first response becomes it. */
  data: Json;
  /** Caches the objects at the end of each path; cleared when a fetch adds objects. */
  readonly objectsAt: Map<FetchPath, Json[]>;
  /** The objects at the end of each path that have been unified, which stay the same. */
  readonly unified: Map<FetchPath, Json[]>;
}

/** An object in the response with its path and its ancestors, one per field of the path. */
export interface LocatedObject {
  readonly object: Json;
  readonly path: ResponsePath;
  readonly ancestors: readonly Json[];
}

/** Compiles the path of a fetch, with the leaves of its objects if these are unified. */
export function compilePath(path: readonly string[], leaves: readonly string[] | null): FetchPath {
  return path.map((key, index) => ({
    key,
    read: reader(key),
    unify: leaves && index === path.length - 1 ? compileUnification(key, leaves) : null,
  }));
}

/**
 * Returns the objects at the end of a path in document order, without nulls; those of a path that
 * is unified are unified on the first call.
 */
export function objectsAt(
  { data, objectsAt: cache, unified }: FetchedData,
  path: FetchPath,
): readonly Json[] {
  const known = unified.get(path) ?? cache.get(path);
  if (known) return known;
  const unify = path.at(-1)?.unify;
  const objects = unify ? unify(collected(data, path.slice(0, -1))) : collected(data, path);
  (unify ? unified : cache).set(path, objects);
  return objects;
}

function collected(data: Json, path: FetchPath): Json[] {
  const objects: Json[] = [];
  if (path.length === 0) objects.push(data);
  else collect(path[0]!.read(data), path, 0, objects);
  return objects;
}

function collect(value: unknown, path: FetchPath, depth: number, found: Json[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) collect(value[index], path, depth, found);
    return;
  }
  const object = value as Json;
  if (depth + 1 === path.length) found.push(object);
  else collect(path[depth + 1]!.read(object), path, depth + 1, found);
}

/**
 * Like {@link objectsAt}, with the location of each object; slower, for error paths and contexts.
 */
export function locate(root: Json, steps: FetchPath): LocatedObject[] {
  const found: LocatedObject[] = [];
  const visit = (value: unknown, depth: number, path: (string | number)[], ancestors: Json[]): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, depth, [...path, index], ancestors);
    } else if (isObject(value)) {
      const step = steps[depth];
      if (!step) found.push({ object: value, path, ancestors });
      else visit(step.read(value), depth + 1, [...path, step.key], [...ancestors, value]);
    }
  };
  visit(root, 0, [], []);
  return found;
}
