import { type DocumentNode, Kind, type SelectionSetNode } from 'graphql';
import { isObject, type Json, own, put } from '../json.ts';
import type { IsConcrete } from '../type-conditions.ts';

/**
 * How a response is merged: for each response key, the shape of its objects, or null for a leaf.
 * Leaves are replaced and never entered, because the value of a JSON scalar may be shared.
 */
export interface MergeShape {
  readonly fields: Map<string, MergeShape | null>;
}

/** Whether all fields are leaves. */
export function isFlat({ fields }: MergeShape): boolean {
  return [...fields.values()].every((inner) => inner === null);
}

/** Merges a fetched object into the object that it completes. */
export type Merge = (target: Json, source: Json) => void;

/**
 * Reads the shape of a fetch's response from its operation, with aliases replaced by their response
 * keys.
 */
export function mergeShapeOf(document: DocumentNode, renames: ReadonlyMap<string, string>): MergeShape {
  const shape: MergeShape = { fields: new Map() };
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION) addSelections(shape, definition.selectionSet, renames);
  return shape;
}

function addSelections(
  shape: MergeShape,
  { selections }: SelectionSetNode,
  renames: ReadonlyMap<string, string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const alias = (selection.alias ?? selection.name).value;
      const key = renames.get(alias) ?? alias;
      const inner = shape.fields.get(key) ?? (selection.selectionSet ? { fields: new Map() } : null);
      shape.fields.set(key, inner);
      if (inner && selection.selectionSet) addSelections(inner, selection.selectionSet, renames);
    } else if (selection.kind === Kind.INLINE_FRAGMENT) {
      // Operations of a plan have no named fragments.
      addSelections(shape, selection.selectionSet, renames);
    }
  }
}

/**
 * Compiles the merging of one shape to a function that names its fields, which is several times
 * faster than iterating over them. Nested shapes are compiled when two objects are first merged
 * there.
 */
export function compileMerge(shape: MergeShape, isConcrete: IsConcrete): Merge {
  const fields = [...shape.fields];
  const lines = fields.map(([key, inner], index) => {
    const name = JSON.stringify(key);
    const inherited = key in Object.prototype;
    const of = (object: string) => (inherited ? `own(${object}, ${name})` : `${object}[${name}]`);
    const value = inner
      ? `(present = ${of('target')}) ? together(present, value, merges[${index}]) : value`
      : 'value';
    const set = inherited ? `put(target, ${name}, ${value})` : `target[${name}] = ${value}`;
    // A subgraph that knows only the interface of an object must not overwrite its concrete
    // typename.
    const unless = key === '__typename' ? ' && !isConcrete(target.__typename)' : '';
    return `value = ${of('source')}; if (value !== undefined${unless}) ${set};`;
  });
  const write = new Function(
    'merges',
    'together',
    'isConcrete',
    'own',
    'put',
    `return function merge(target, source) { let value, present; ${lines.join('\n')} };`,
  );
  const merges = fields.map(([, inner]) => inner && lazily(() => compileMerge(inner, isConcrete)));
  return write(merges, mergeValues, isConcrete, own, put);
}

/**
 * Merges the values that two fetches returned for one field. A null does not replace an earlier
 * value: the later fetch may have failed below it, and shaping then reports the field that is
 * missing.
 */
function mergeValues(present: unknown, value: unknown, together: Merge): unknown {
  if (value === null) return present;
  if (Array.isArray(present) && Array.isArray(value) && present.length === value.length) {
    return present.map((item, index) => mergeValues(item, value[index], together));
  }
  if (!isObject(present) || !isObject(value)) return value;
  if (present !== value) together(present, value);
  return present;
}

function lazily(compile: () => Merge): Merge {
  let compiled: Merge | undefined;
  return (target, source) => {
    compiled ??= compile();
    compiled(target, source);
  };
}
