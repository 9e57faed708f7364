import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLList,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  getOperationAST,
  isNonNullType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { DeferredFragment, Outcome } from '../../../src/graph/engine.ts';
import type { Executor } from '../../../src/graph/executor.ts';
import type { Fault } from '../../../src/graph/faults.ts';
import { testRequest } from '../support/subgraphs.ts';

/** Counts what operations in parts have shown. */
export interface Seen {
  fragments: number;
  /** Fragments inside of others. */
  nested: number;
  /** Fragments of which a non-null field had no value. */
  failed: number;
}

type Path = readonly (string | number)[];

type Json = Record<string, unknown>;

/**
 * Executes an operation in parts, and merges them; throws if they contradict each other. The object
 * of a fragment that has no data becomes null, and its parents where it is not nullable.
 */
export async function executeInParts(
  executor: Executor,
  operation: { readonly document: DocumentNode; readonly variables: Json },
  seen: Seen,
): Promise<Outcome> {
  const first = await executor.execute({ ...operation, defers: true, request: testRequest() });
  const root = { data: structuredClone(first.data ?? null) as unknown };
  const faults: Fault[] = [...first.faults];
  if (!first.deferred) return { data: root.data as Json | null, faults };
  const failures: Path[] = [];
  const open = new Set(first.deferred.pending.map(({ id }) => id));
  let isLast = false;
  for await (const { completed, pending, ...rest } of first.deferred.results) {
    if (isLast) throw new Error('A result after the last one.');
    isLast = rest.isLast;
    for (const { fragment, result } of completed) {
      if (!open.delete(fragment.id)) throw new Error(`The fragment ${fragment.id} was not pending.`);
      seen.fragments += 1;
      faults.push(...result.faults);
      if (result.data) mergeAt(root, fragment, result.data);
      else {
        failures.push(fragment.path);
        seen.failed += 1;
      }
    }
    seen.nested += pending.length;
    for (const { id } of pending) open.add(id);
  }
  if (!isLast || open.size > 0) throw new Error(`Fragments are missing: ${[...open].join()}`);
  const places = faults.map(({ message, path }) => JSON.stringify([message, path]));
  const repeated = places.find((place, index) => places.indexOf(place) !== index);
  if (repeated) throw new Error(`An error is reported twice: ${repeated}`);
  const nullable = (path: Path) => nullablePart(executor.schemas.client, operation.document, path);
  const data = failures.reduce<unknown>((value, path) => withNullAt(value, nullable(path)), root.data);
  return { data: data as Json | null, faults };
}

/** Returns the part of a path that becomes null together with its end. */
function nullablePart(schema: GraphQLSchema, document: DocumentNode, path: Path): Path {
  const types = typesOf(schema, document, path);
  let end = path.length;
  while (end > 0 && isNonNullType(types[end - 1])) end--;
  return path.slice(0, end);
}

/** Returns the types of the values on a path. */
function typesOf(schema: GraphQLSchema, document: DocumentNode, path: Path): GraphQLOutputType[] {
  const operation = getOperationAST(document)!;
  let nodes: { type: GraphQLNamedType; set: SelectionSetNode }[] = [
    { type: schema.getRootType(operation.operation)!, set: operation.selectionSet },
  ];
  const types: GraphQLOutputType[] = [];
  for (const key of path) {
    if (typeof key === 'number') {
      types.push((getNullableType(types.at(-1)!) as GraphQLList<GraphQLOutputType>).ofType);
      continue;
    }
    const found = nodes.flatMap(({ type, set }) => fieldsOf(schema, document, type, set, key));
    types.push(found[0]!.type);
    nodes = found.map(({ type, node }) => ({ type: getNamedType(type), set: node.selectionSet! }));
  }
  return types;
}

function fieldsOf(
  schema: GraphQLSchema,
  document: DocumentNode,
  parent: GraphQLNamedType,
  { selections }: SelectionSetNode,
  key: string,
): { type: GraphQLOutputType; node: FieldNode }[] {
  return selections.flatMap((node) => {
    if (node.kind === Kind.FIELD) {
      const field = 'getFields' in parent && parent.getFields()[node.name.value];
      const isIt = (node.alias ?? node.name).value === key && field && node.selectionSet;
      return isIt ? [{ type: (field as GraphQLField<unknown, unknown>).type, node }] : [];
    }
    const fragment =
      node.kind === Kind.INLINE_FRAGMENT
        ? node
        : (document.definitions.find(
            (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
          ) as FragmentDefinitionNode);
    const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value)! : parent;
    return fieldsOf(schema, document, type, fragment.selectionSet, key);
  });
}

function mergeAt(root: { data: unknown }, { path }: DeferredFragment, data: Json): void {
  let [holder, key]: [Json, string | number] = [root, 'data'];
  for (const element of path) {
    holder = holder[key] as Json;
    // An ancestor is null in a part that was delivered later than the fragment was announced.
    if (holder === null) return;
    key = element;
  }
  holder[key] = together(holder[key], data);
}

/** Merges two values of one field: null if it is null in one of them. */
function together(one: unknown, other: unknown): unknown {
  if (one === undefined) return other;
  if (one === null || other === null) return null;
  if (Array.isArray(one) && Array.isArray(other)) {
    if (one.length !== other.length) throw new Error('Lists of different lengths.');
    return one.map((item, index) => together(item, other[index]));
  }
  if (typeof one === 'object' && typeof other === 'object') {
    const both = { ...one } as Json;
    for (const [key, value] of Object.entries(other)) both[key] = together(both[key], value);
    return both;
  }
  if (one !== other) throw new Error(`${JSON.stringify(one)} became ${JSON.stringify(other)}.`);
  return one;
}

/** Requires the data and the errors of the operation without parts. */
export function unlikeAtOnce({ data, faults }: Outcome, atOnce: Outcome): string | null {
  const right = atOnce.data ?? null;
  if (JSON.stringify(ordered(data ?? null, right)) !== JSON.stringify(right)) return 'other data';
  const wrong = unlikeFaults(faults, atOnce.faults, right) ?? unlikeFaults(atOnce.faults, faults, right);
  return wrong ? `an error of one only: ${wrong.message} at ${wrong.path?.join('.')}` : null;
}

/**
 * Returns an error that is not among others. Below an object that became null as a whole, one error
 * is as good as another.
 */
function unlikeFaults(some: readonly Fault[], others: readonly Fault[], data: unknown): Fault | undefined {
  const places = new Set(others.map(({ message, path }) => JSON.stringify([message, path])));
  return some.find(({ message, path }) => {
    if (places.has(JSON.stringify([message, path]))) return false;
    const nullAt = path && nullIn(data, path);
    return (
      !nullAt || !others.some((other) => other.path && nullAt.every((key, at) => other.path![at] === key))
    );
  });
}

/** Returns the part of a path that leads to a null; null if there is a value at its end. */
function nullIn(data: unknown, path: readonly (string | number)[]): (string | number)[] | null {
  let value = data;
  for (const [index, key] of path.entries()) {
    if (value === null) return path.slice(0, index);
    value = (value as Json)[key];
  }
  return value === null ? [...path] : null;
}

function withNullAt(value: unknown, [key, ...rest]: readonly (string | number)[]): unknown {
  if (key === undefined || value === null) return null;
  if (Array.isArray(value)) return value.map((item, at) => (at === key ? withNullAt(item, rest) : item));
  return { ...(value as Json), [key]: withNullAt((value as Json)[key], rest) };
}

/** Returns an outcome with the members of its objects in the order of another value. */
export function inOrderOf(right: unknown, { data, ...rest }: Outcome): Outcome {
  return { ...rest, data: ordered(data ?? null, right) as Json | null };
}

function ordered(value: unknown, right: unknown): unknown {
  if (Array.isArray(value) && Array.isArray(right)) return value.map((item, at) => ordered(item, right[at]));
  if (!value || !right || typeof value !== 'object' || typeof right !== 'object') return value;
  const [mine, others] = [value as Json, right as Json];
  const keys = new Set([...Object.keys(others).filter((key) => key in mine), ...Object.keys(mine)]);
  return Object.fromEntries([...keys].map((key) => [key, ordered(mine[key], others[key])]));
}
