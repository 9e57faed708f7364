import type { ResponsePath } from './faults.ts';
import { isObject, type Json, type Run, reader } from './run.ts';

/** One field of the way from the root of a response to the objects that a fetch completes. */
export interface PathStep {
  readonly key: string;
  readonly read: (object: Json) => unknown;
  /** Only objects of these types are meant; null for all. */
  readonly types: ReadonlySet<string> | null;
}

/** An object found in a response: where it is, and the objects on the way to it, one for each field. */
export interface Located {
  readonly object: Json;
  readonly path: ResponsePath;
  readonly ancestors: readonly Json[];
}

/**
 * Reads a path of a query plan: field names, `@` for the members of a list, and conditions on types (`field|[A,B]`).
 * Lists are entered wherever they are met, so `@` says nothing that the data does not say itself.
 */
export function parsePath(path: readonly (string | number)[]): PathStep[] {
  const steps: PathStep[] = [];
  for (const element of path) {
    const [key = '', condition] = String(element).split('|');
    const types = condition ? new Set(condition.slice(1, -1).split(',')) : null;
    if (key !== '@' && key !== '') steps.push({ key, read: reader(key), types });
    else if (types && steps.length > 0) steps.push({ ...steps.pop()!, types });
  }
  return steps;
}

/** A path of a query plan, as {@link parsePath} gives it. */
export type Way = readonly PathStep[];

/** The objects at the end of a way, in order; nulls are passed over. Kept until the run forgets where objects are. */
export function collect({ data, found }: Run, way: Way): readonly Json[] {
  let objects = found.get(way);
  if (!objects) {
    objects = [];
    if (way.length === 0) objects.push(data);
    else gather(way[0]!.read(data), way, 0, objects);
    found.set(way, objects);
  }
  return objects;
}

function gather(value: unknown, steps: Way, at: number, found: Json[]): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (let index = 0; index < value.length; index++) gather(value[index], steps, at, found);
    return;
  }
  const object = value as Json;
  const { types } = steps[at]!;
  if (types && !types.has(object['__typename'] as string)) return;
  if (at + 1 === steps.length) found.push(object);
  else gather(steps[at + 1]!.read(object), steps, at + 1, found);
}

/** Like {@link collect}, with where each object is; for error paths and contexts, which are rare. */
export function locate(root: Json, steps: Way): Located[] {
  const found: Located[] = [];
  const visit = (value: unknown, at: number, path: (string | number)[], ancestors: Json[]): void => {
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, at, [...path, index], ancestors);
    } else if (isObject(value)) {
      const types = steps[at - 1]?.types;
      if (types && !types.has(value['__typename'] as string)) return;
      const step = steps[at];
      if (!step) found.push({ object: value, path, ancestors });
      else visit(step.read(value), at + 1, [...path, step.key], [...ancestors, value]);
    }
  };
  visit(root, 0, [], []);
  return found;
}
