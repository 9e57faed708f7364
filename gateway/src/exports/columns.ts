import {
  type FieldNode,
  GraphQLList,
  GraphQLNonNull,
  type GraphQLObjectType,
  type GraphQLOutputType,
  getNamedType,
  isLeafType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';

/** What the values of a column are; null is a value of each. */
export type ColumnKind = 'text' | 'integer' | 'number' | 'boolean' | 'time' | 'json';

/** A row of a list: an edge of its connection. */
export interface Row {
  readonly cursor: string;
  readonly node: Readonly<Record<string, unknown>>;
}

/** A column of an exported list. */
export interface Column {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Returns the value of a row. */
  readonly read: (row: Row) => unknown;
}

/**
 * Returns the cursor as a column: a reader that was cut off finds the place to continue at in its
 * last complete row.
 */
export const CURSOR: Column = { name: 'cursor', kind: 'text', read: ({ cursor }) => cursor };

/** Kinds of the scalars that are not written as text. */
const KINDS: Readonly<Record<string, ColumnKind>> = {
  Int: 'integer',
  Long: 'integer',
  Float: 'number',
  Boolean: 'boolean',
  DateTime: 'time',
};

/**
 * Returns a column for each selected value of a node: objects are flattened, so that
 * `author { handle }` becomes `author_handle`, and lists stay whole.
 */
export function columnsOf(
  selection: SelectionSetNode,
  type: GraphQLObjectType,
  path: readonly string[] = [],
): Column[] {
  return fieldsOf(selection).flatMap((field): Column[] => {
    const declared = type.getFields()[field.name.value];
    if (!declared) throw new Error(`${type.name} has no field ${field.name.value}.`);
    const inner = [...path, field.name.value];
    const named = getNamedType(declared.type);
    if (isList(declared.type)) return [{ name: nameOf(inner), kind: 'json', read: listAt(inner, field) }];
    if (isObjectType(named)) return columnsOf(field.selectionSet!, named, inner);
    if (!isLeafType(named)) throw new Error(`${nameOf(inner)} is of an abstract type.`);
    return [{ name: nameOf(inner), kind: KINDS[named.name] ?? 'text', read: valueAt(inner) }];
  });
}

/** Returns the selected fields; the queries of exports have no fragments and no aliases. */
function fieldsOf({ selections }: SelectionSetNode): FieldNode[] {
  return selections.map((each) => {
    if (each.kind !== Kind.FIELD || each.alias) throw new Error('An export selects plain fields only.');
    return each;
  });
}

function isList(type: GraphQLOutputType): boolean {
  const nullable = type instanceof GraphQLNonNull ? type.ofType : type;
  return nullable instanceof GraphQLList;
}

/** Returns the values of a list, in which objects with a single field become that field's value. */
function listAt(path: readonly string[], { selectionSet }: FieldNode): Column['read'] {
  const read = valueAt(path);
  if (!selectionSet) return read;
  return (row) => (read(row) as unknown[] | null)?.map((each) => unwrap(each, selectionSet)) ?? null;
}

function unwrap(value: unknown, selection: SelectionSetNode): unknown {
  if (value === null || typeof value !== 'object') return value;
  const inner = fieldsOf(selection).map(({ name, selectionSet }) => {
    const own = (value as Record<string, unknown>)[name.value];
    return [name.value, selectionSet ? unwrap(own, selectionSet) : own] as const;
  });
  return inner.length === 1 ? inner[0]![1] : Object.fromEntries(inner);
}

function valueAt(path: readonly string[]): Column['read'] {
  const [first, second, ...more] = path as [string, ...string[]];
  if (second === undefined) return ({ node }) => node[first];
  if (more.length === 0)
    return ({ node }) => (node[first] as Record<string, unknown> | null)?.[second] ?? null;
  throw new Error(`${nameOf(path)} is nested too deeply.`);
}

/** Returns `author_handle` for `author` and `handle`. */
function nameOf(path: readonly string[]): string {
  return path.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)).join('_');
}
