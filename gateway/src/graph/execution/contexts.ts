import type { ContextVariable } from '../planning/plan.ts';
import { type Located, locate, type Way } from './paths.ts';
import { isObject, type Json, own, type Run } from './run.ts';
import type { TypeMatch } from './types.ts';

/** Entities that one fetch asks for, with the variables that their context (`@fromContext`) gives. */
export interface Batch {
  readonly variables: Readonly<Json>;
  readonly entities: readonly Json[];
}

const ON = '... on ';

/**
 * Compiles the contexts of a fetch: each becomes a variable, read from an object above the entity (`..` is one field
 * up). A variable has one value for a whole operation, so entities are fetched together where their contexts agree.
 */
export function compileContexts(
  contexts: readonly ContextVariable[],
  way: Way,
  matches: TypeMatch,
): (run: Run) => Batch[] {
  return ({ data }) => {
    const batches = new Map<string, Batch & { readonly entities: Json[] }>();
    for (const located of locate(data, way)) {
      const variables = contextOf(located, contexts, matches);
      const key = JSON.stringify(variables);
      const batch = batches.get(key);
      if (batch) batch.entities.push(located.object);
      else batches.set(key, { variables, entities: [located.object] });
    }
    return [...batches.values()];
  };
}

/** A context may be set by any of several types: the first path that fits the data says the value. */
function contextOf(located: Located, contexts: readonly ContextVariable[], matches: TypeMatch): Json {
  const variables: Json = {};
  for (const { variable, path } of contexts) {
    const value = contextValue(located, path, matches);
    if (value !== undefined && (variables[variable] ?? null) === null) variables[variable] = value;
  }
  return variables;
}

function contextValue(located: Located, path: readonly string[], matches: TypeMatch): unknown {
  const up = path.findIndex((element) => element !== '..');
  const from = up === 0 ? located.object : located.ancestors.at(-up);
  return from && valueAt(from, path.slice(up), matches);
}

function valueAt(value: unknown, path: readonly string[], matches: TypeMatch): unknown {
  const [element, ...rest] = path;
  if (element === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path, matches));
  if (!isObject(value)) return value;
  if (!element.startsWith(ON)) return valueAt(own(value, element), rest, matches);
  const typename = value['__typename'];
  const fits = typeof typename !== 'string' || matches(typename, element.slice(ON.length));
  return fits ? valueAt(value, rest, matches) : undefined;
}
