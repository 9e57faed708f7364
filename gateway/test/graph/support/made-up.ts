import {
  type FieldNode,
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  isAbstractType,
  isEnumType,
  isInterfaceType,
  isListType,
  isNonNullType,
  isObjectType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import { parseFieldSet } from '../../../src/graph/planning/supergraph/directives.ts';
import { hash } from './random.ts';

// Subgraphs without resolvers: every object has a number, and every value is derived from the type,
// the number, the field and its arguments. Subgraphs therefore agree on shared fields without
// knowing each other.

const NUMBER = Symbol('number');

/** Failure rates in percent. */
export interface Mishaps {
  readonly seed: number;
  readonly nulls: number;
  readonly errors: number;
}

/** Returns a resolver for every field of a subgraph; the mishaps may change between runs. */
export function madeUp(mishaps: () => Mishaps): GraphQLFieldResolver<unknown, unknown> {
  return (source, args, _, info) => {
    const { seed, nulls, errors } = mishaps();
    const { parentType, fieldName } = info;
    const number = numberOf(source, parentType);
    if (keyFields(parentType).has(fieldName))
      return keyValue(info.returnType, fieldName, number, info.schema);
    const required = requirementOf(source, info);
    const value = hash([seed, parentType.name, number, fieldName, JSON.stringify(args), required].join('|'));
    if (value % 1_000 < errors * 10) throw new Error(`${parentType.name}.${fieldName} has failed`);
    return made(info.returnType, fieldName, value, nulls, info.schema);
  };
}

/**
 * Returns the object with a number; for an abstract type, the number determines the object type.
 */
export function objectOf(schema: GraphQLSchema, type: GraphQLNamedType, number: number): object {
  if (isAbstractType(type)) {
    const possible = [...schema.getPossibleTypes(type)].sort((a, b) => (a.name < b.name ? -1 : 1));
    return { __typename: possible[number % possible.length]!.name, [NUMBER]: number };
  }
  return { __typename: type.name, [NUMBER]: ownNumber(schema, type as GraphQLObjectType, number) };
}

/**
 * Returns the nearest number that belongs to the type: the objects of an entity interface share one
 * sequence of numbers, assigned to its types in turn.
 */
function ownNumber(schema: GraphQLSchema, type: GraphQLObjectType, number: number): number {
  const entity = type.getInterfaces().find((each) => keyFields(each).size > 0);
  if (!entity) return number;
  const possible = [...schema.getPossibleTypes(entity)].map(({ name }) => name).sort();
  return number - (number % possible.length) + possible.indexOf(type.name);
}

/**
 * Adds resolvers for references of entity interfaces, which need a typename; references of object
 * types are resolved as they are.
 */
export function interfaceReferences(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isInterfaceType(type) || keyFields(type).size === 0) continue;
    if (Object.hasOwn(type.extensions, 'apollo')) continue;
    const resolveReference = (reference: unknown) => objectOf(schema, type, numberOf(reference, type));
    type.extensions = { ...type.extensions, apollo: { subgraph: { resolveReference } } };
  }
}

function numberOf(source: unknown, type: GraphQLNamedType): number {
  if (typeof source !== 'object' || source === null) return 0;
  if (NUMBER in source) return source[NUMBER] as number;
  for (const key of keyFields(type)) {
    const found = numberIn((source as Record<string, unknown>)[key]);
    if (found !== null) return found;
  }
  return 0;
}

function numberIn(value: unknown): number | null {
  if (typeof value === 'number') return value;
  if (typeof value === 'string') return Number(/(\d+)$/.exec(value)?.[1] ?? 0);
  if (typeof value !== 'object' || value === null) return null;
  return Object.entries(value).reduce<number | null>(
    (found, [key, inner]) => found ?? (key === '__typename' ? null : numberIn(inner)),
    null,
  );
}

const keys = new WeakMap<GraphQLNamedType, ReadonlySet<string>>();

/** Returns the top-level fields of all keys of a type. */
function keyFields(type: GraphQLNamedType): ReadonlySet<string> {
  const known = keys.get(type);
  if (known) return known;
  const fields = new Set<string>();
  for (const node of [type.astNode, ...type.extensionASTNodes]) {
    for (const directive of node?.directives ?? []) {
      if (directive.name.value !== 'key') continue;
      const argument = directive.arguments?.find(({ name }) => name.value === 'fields')?.value;
      const text = argument?.kind === Kind.STRING ? argument.value : '';
      for (const name of text.replace(/\{[^}]*\}/g, '').split(/\s+/)) if (name) fields.add(name);
    }
  }
  keys.set(type, fields);
  return fields;
}

function keyValue(type: GraphQLOutputType, field: string, number: number, schema: GraphQLSchema): unknown {
  const inner = isNonNullType(type) ? type.ofType : type;
  if (isObjectType(inner)) return { __typename: inner.name, [NUMBER]: number };
  if ('name' in inner && inner.name === 'Int') return number;
  if (isEnumType(inner)) return made(inner, field, number, 0, schema);
  return `${field}-${number}`;
}

/**
 * Includes the required fields of other subgraphs in a field's value, so that a wrong requirement
 * is detected.
 */
function requirementOf(source: unknown, { parentType, fieldName }: GraphQLResolveInfo): string {
  const directives = parentType.getFields()[fieldName]?.astNode?.directives ?? [];
  const requires = directives.find(({ name }) => name.value === 'requires');
  const fields = requires?.arguments?.find(({ name }) => name.value === 'fields')?.value;
  if (fields?.kind !== Kind.STRING) return '';
  return JSON.stringify(selected(source as object, parseFieldSet(fields.value)));
}

/** Returns the selected values of an object, in the order of the selection. */
export function selected(source: object, { selections }: SelectionSetNode): unknown {
  return selections.map((node) => {
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const applies = (source as { __typename?: string }).__typename === node.typeCondition?.name.value;
      return applies ? selected(source, node.selectionSet) : null;
    }
    if (node.kind !== Kind.FIELD) return null;
    const value = (source as Record<string, unknown>)[node.name.value];
    return value === undefined ? 'missing' : inner(value, node);
  });
}

function inner(value: unknown, node: FieldNode): unknown {
  if (!node.selectionSet || value === null) return value;
  return Array.isArray(value)
    ? value.map((item) => inner(item, node))
    : selected(value as object, node.selectionSet);
}

function made(
  type: GraphQLOutputType,
  field: string,
  value: number,
  nulls: number,
  schema: GraphQLSchema,
): unknown {
  if (isNonNullType(type)) return made(type.ofType, field, value, 0, schema);
  if (hash(`null ${value}`) % 100 < nulls) return null;
  if (isListType(type)) {
    const items = Array.from({ length: value % 4 }, (_, index) => hash(`${value} ${index}`));
    return items.map((item) => made(type.ofType, field, item, nulls, schema));
  }
  if (isEnumType(type)) return type.getValues()[value % type.getValues().length]!.value;
  if (isObjectType(type) || isAbstractType(type)) return objectOf(schema, type, value % 7);
  switch (type.name) {
    case 'Int':
      return value % 1_000;
    case 'Float':
      return (value % 1_000) / 4;
    case 'Boolean':
      return value % 2 === 0;
    case 'JSON':
      return { of: field, values: [value % 10, null, { deep: value % 3 === 0 }] };
    default:
      return `${field} ${value % 50}`;
  }
}
