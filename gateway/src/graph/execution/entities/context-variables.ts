import { isObject, type Json, own } from '../../json.ts';
import type { ContextVariable } from '../../planning/plan.ts';
import type { TypeMatch } from '../../type-conditions.ts';
import { type FetchedData, type FetchPath, type LocatedObject, locate } from '../paths.ts';

/** Entities with the same context (`@fromContext`), and the variables that hold it. */
export interface EntitiesInContext {
  readonly variables: Readonly<Json>;
  readonly entities: readonly Json[];
}

const TYPE_CONDITION = '... on ';

/**
 * Compiles the contexts of a fetch. Each is a variable read from an ancestor of the entity (`..` is
 * one field up). A variable has one value per operation, so only entities with equal contexts are
 * fetched together.
 */
export function compileContexts(
  contexts: readonly ContextVariable[],
  path: FetchPath,
  matches: TypeMatch,
): (fetched: FetchedData) => EntitiesInContext[] {
  return ({ data }) => {
    const byContext = new Map<string, EntitiesInContext & { readonly entities: Json[] }>();
    for (const located of locate(data, path)) {
      const variables = variablesOf(located, contexts, matches);
      const key = JSON.stringify(variables);
      const same = byContext.get(key);
      if (same) same.entities.push(located.object);
      else byContext.set(key, { variables, entities: [located.object] });
    }
    return [...byContext.values()];
  };
}

/**
 * Reads the contexts of an object. Several types may set a context: the first path that matches the
 * data provides the value.
 */
function variablesOf(located: LocatedObject, contexts: readonly ContextVariable[], matches: TypeMatch): Json {
  const variables: Json = {};
  for (const { variable, path } of contexts) {
    const value = contextValue(located, path, matches);
    if (value !== undefined && (variables[variable] ?? null) === null) variables[variable] = value;
  }
  return variables;
}

function contextValue(located: LocatedObject, path: readonly string[], matches: TypeMatch): unknown {
  const levels = path.findIndex((element) => element !== '..');
  const from = levels === 0 ? located.object : located.ancestors.at(-levels);
  return from && valueAt(from, path.slice(levels), matches);
}

function valueAt(value: unknown, path: readonly string[], matches: TypeMatch): unknown {
  const [element, ...rest] = path;
  if (element === undefined) return value;
  if (Array.isArray(value)) return value.map((item) => valueAt(item, path, matches));
  if (!isObject(value)) return value;
  if (!element.startsWith(TYPE_CONDITION)) return valueAt(own(value, element), rest, matches);
  const typename = value['__typename'];
  const applies = typeof typename !== 'string' || matches(typename, element.slice(TYPE_CONDITION.length));
  return applies ? valueAt(value, rest, matches) : undefined;
}
