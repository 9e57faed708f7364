import { type DocumentNode, type FragmentDefinitionNode, Kind, type SelectionSetNode } from 'graphql';
import { isObject, type Json, own, put } from './run.ts';
import type { IsConcrete } from './types.ts';

/**
 * What a fetch's answer consists of: for each response name, how its objects are merged in turn, or null for a leaf.
 * Leaves are replaced and never entered: the object of a JSON scalar may belong to somebody else.
 */
export interface MergeShape {
  readonly fields: Map<string, MergeShape | null>;
}

/** Whether there is nothing but leaves. */
export function isFlat({ fields }: MergeShape): boolean {
  return [...fields.values()].every((inner) => inner === null);
}

/** Merges an answer into the object that it completes. */
export type Merge = (target: Json, source: Json) => void;

/** The shape of an operation's answer, with the response keys that aliases stand for. */
export function shapeOf(document: DocumentNode, renames: ReadonlyMap<string, string>): MergeShape {
  const fragments = new Map<string, FragmentDefinitionNode>();
  const shape: MergeShape = { fields: new Map() };
  for (const definition of document.definitions)
    if (definition.kind === Kind.FRAGMENT_DEFINITION) fragments.set(definition.name.value, definition);
  for (const definition of document.definitions)
    if (definition.kind === Kind.OPERATION_DEFINITION)
      addSelections(shape, definition.selectionSet, fragments, renames);
  return shape;
}

function addSelections(
  shape: MergeShape,
  { selections }: SelectionSetNode,
  fragments: ReadonlyMap<string, FragmentDefinitionNode>,
  renames: ReadonlyMap<string, string>,
): void {
  for (const selection of selections) {
    if (selection.kind === Kind.FIELD) {
      const alias = (selection.alias ?? selection.name).value;
      const key = renames.get(alias) ?? alias;
      const inner = shape.fields.get(key) ?? (selection.selectionSet ? { fields: new Map() } : null);
      shape.fields.set(key, inner);
      if (inner && selection.selectionSet) addSelections(inner, selection.selectionSet, fragments, renames);
    } else {
      const fragment =
        selection.kind === Kind.INLINE_FRAGMENT ? selection : fragments.get(selection.name.value)!;
      addSelections(shape, fragment.selectionSet, fragments, renames);
    }
  }
}

/**
 * Compiles the merging of one shape to a function that names its fields, which is several times faster than going
 * through a list of them; deeper shapes are compiled when two objects first meet there.
 */
export function compileMerge(shape: MergeShape, isConcrete: IsConcrete): Merge {
  const fields = [...shape.fields];
  const lines = fields.map(([key, inner], index) => {
    const name = JSON.stringify(key);
    const risky = key in Object.prototype;
    const of = (object: string) => (risky ? `own(${object}, ${name})` : `${object}[${name}]`);
    const value = inner
      ? `(present = ${of('target')}) ? together(present, value, merges[${index}]) : value`
      : 'value';
    const set = risky ? `put(target, ${name}, ${value})` : `target[${name}] = ${value}`;
    // A subgraph that knows an object by its interface only must not hide what the object is.
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
 * What two fetches say of one field, as one value. A null does not replace what is there: the later fetch may have
 * failed to bring a field below it, and the shaper finds that this field is missing.
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
