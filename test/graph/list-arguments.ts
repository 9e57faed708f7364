import {
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredArgument,
} from 'graphql';
import { urlOfBuyer } from './expected-parts.ts';
import type { Step } from './list-places.ts';
import { dayAfter, upTo, type World } from './shape.ts';

/**
 * What operations are written for: a world, and one id for each type of object that a list of Query
 * contains.
 */
export interface Target {
  readonly world: World;
  readonly ids: ReadonlyMap<string, string>;
}

/** Arguments whose type does not determine which values match something, as GraphQL literals. */
const KNOWN: Readonly<Record<string, (world: World) => string>> = {
  'Query.brand.name': () => '"Nitro"',
  'Query.previewBrand.brand': () => '{ name: "Nitro" }',
  'Snapshot.brand.name': () => '"Nitro"',
  'Query.brandMatches.text': () => '"Nitro or Torque"',
  // The newest posts belong to the trending topics and have neither analysis nor replies.
  'Query.communityPosts.filter': () => '{ source: X }',
  'Query.communityPostCounts.by': () => 'AUTHOR',
  'Query.creator.platform': () => 'X',
  'Query.creator.username': ({ prefix }) => `"${prefix}ada"`,
  'Query.creators.of': ({ prefix, rows }) =>
    `[${upTo(rows).map((index) => `{ platform: X, username: "${prefix}buyer${index}" }`)}]`,
  'Query.postStats.url': ({ prefix }) => `"${urlOfBuyer(prefix, 0)}"`,
  'Query.intelligenceQuery.id': ({ query }) => `"${query}"`,
  'Query.dataset.id': ({ dataset }) => `"${dataset}"`,
};

/** Arguments that limit the length of a list. */
const SIZES = new Set(['first', 'entries', 'limit']);

/**
 * Writes the arguments of a field: the required ones, those of {@link KNOWN}, and sizes, which are
 * the rows of the world unless `size` is given, and those that are `given` as literals. With
 * `variant`, one more argument has a different value for each number, if possible.
 */
export function argumentsOf(
  { parent, field }: Step,
  { world, ids }: Target,
  {
    size = world.rows,
    variant,
    given = {},
  }: { size?: number; variant?: number | undefined; given?: Readonly<Record<string, string>> } = {},
): string {
  const varied = variant === undefined ? undefined : variedOf(field);
  const written = field.args.flatMap((argument) => {
    const { name } = argument;
    if (given[name] !== undefined) return [`${name}: ${given[name]}`];
    const known = KNOWN[`${parent.name}.${field.name}.${name}`];
    if (argument === varied) return [`${name}: ${variantOf(argument, variant!)}`];
    if (known) return [`${name}: ${known(world)}`];
    if (SIZES.has(name)) return [`${name}: ${size}`];
    if (!isRequiredArgument(argument)) return [];
    const isId = getNamedType(argument.type).name === 'ID' && name === 'id' && parent.name === 'Query';
    const id = isId ? ids.get(getNamedType(field.type).name) : undefined;
    return [`${name}: ${id === undefined ? literalOf(name, argument.type) : JSON.stringify(id)}`];
  });
  return written.length > 0 ? `(${written.join(', ')})` : '';
}

/** Returns the argument of a field that can differ between aliases; undefined if none can. */
export function variedOf({ args }: GraphQLField<unknown, unknown>): GraphQLArgument | undefined {
  return args.find(
    ({ name, type }) =>
      ['Int', 'Date'].includes(getNamedType(type).name) &&
      !isListType(getNullableType(type)) &&
      name !== 'skip',
  );
}

function variantOf({ type }: GraphQLArgument, variant: number): string {
  return getNamedType(type).name === 'Date' ? `"${dayAfter(variant)}"` : String(variant + 1);
}

/** Writes a literal of a type; the argument's name determines which date. */
export function literalOf(name: string, type: GraphQLInputType): string {
  const nullable = isNonNullType(type) ? type.ofType : type;
  if (isListType(nullable)) return `[${literalOf(name, nullable.ofType)}]`;
  if (isEnumType(nullable)) return nullable.getValues()[0]!.name;
  if (isInputObjectType(nullable)) {
    const required = Object.values(nullable.getFields()).filter((each) => isNonNullType(each.type));
    return `{ ${required.map((each) => `${each.name}: ${literalOf(each.name, each.type)}`).join(', ')} }`;
  }
  const later = /^(?:to|until|before)$/.test(name);
  const values: Readonly<Record<string, string>> = {
    Int: '1',
    Long: '1',
    Float: '1',
    Boolean: 'true',
    String: '"desk"',
    ID: '"desk"',
    Date: `"${dayAfter(later ? 60 : 0)}"`,
    DateTime: `"${dayAfter(later ? 60 : 0)}T00:00:00Z"`,
    URL: '"https://example.com/"',
  };
  const value = values[nullable.name];
  if (value === undefined)
    throw new Error(`No value for an argument of type ${nullable.name}: add one here.`);
  return value;
}
