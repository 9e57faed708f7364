import { apiSdl } from '@tributary/schema';
import {
  buildSchema,
  type GraphQLArgument,
  type GraphQLField,
  type GraphQLInputField,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isListType,
  isObjectType,
  isRequiredArgument,
  isRequiredInputField,
  isUnionType,
} from 'graphql';

const schema = buildSchema(apiSdl());

/** Enum values in lower case, as REST shows them: these texts belong to no workspace. */
export function enumNames(): string[] {
  return Object.values(schema.getTypeMap()).flatMap((type) =>
    isEnumType(type) ? type.getValues().map(({ name }) => name.toLowerCase()) : [],
  );
}

type Kind = 'query' | 'mutation' | 'subscription';

/** The root types. */
const ROOTS: Readonly<Record<string, Kind>> = {
  Query: 'query',
  Mutation: 'mutation',
  Subscription: 'subscription',
};

/**
 * A field with arguments, or a root field, and all its arguments down to the leaves of their input
 * types.
 */
export interface Operation {
  /** For example `Query.post`. */
  readonly name: string;
  readonly kind: Kind;
  readonly type: string;
  readonly field: GraphQLField<unknown, unknown>;
  /** The leaves, such as `input.accountIds`, with the names of their types. */
  readonly leaves: readonly { readonly path: string; readonly type: string }[];
}

/** Lists everything of the API that can be called with an argument. */
export function operations(): Operation[] {
  return Object.values(schema.getTypeMap()).flatMap((type) => {
    if (!isObjectType(type) || type.name.startsWith('__')) return [];
    const root = ROOTS[type.name];
    return Object.values(type.getFields())
      .filter(({ args }) => root || args.length > 0)
      .map((field) => ({
        name: `${type.name}.${field.name}`,
        kind: root ?? 'query',
        type: type.name,
        field,
        leaves: field.args.flatMap((arg) => leavesOf(arg, '', [])),
      }));
  });
}

function leavesOf(
  { name, type }: GraphQLArgument | GraphQLInputField,
  before: string,
  within: readonly GraphQLNamedType[],
): { path: string; type: string }[] {
  const path = `${before}${name}`;
  const named = getNamedType(type);
  if (!isInputObjectType(named)) return [{ path, type: isEnumType(named) ? 'enum' : named.name }];
  if (within.includes(named)) return [];
  return Object.values(named.getFields()).flatMap((field) => leavesOf(field, `${path}.`, [...within, named]));
}

/** Paths of optional arguments that are supplied. */
type Places = readonly (string | null | undefined)[];

/**
 * Supplies the value of an argument: by its path if a specific value is needed, else by its type.
 */
export type Fill = (path: string, type: string) => unknown;

/** Builds the arguments of a call: the required ones, and those at `places`. */
export function argumentsOf({ field }: Operation, places: Places, fill: Fill): Record<string, unknown> {
  return inputs(field.args, '', places, fill);
}

function inputs(
  fields: readonly (GraphQLArgument | GraphQLInputField)[],
  before: string,
  places: Places,
  fill: Fill,
): Record<string, unknown> {
  const needed = fields.filter((each) => {
    const required = 'args' in each ? false : isRequired(each);
    const path = `${before}${each.name}`;
    return required || places.some((place) => place === path || place?.startsWith(`${path}.`));
  });
  return Object.fromEntries(
    needed.map(({ name, type }) => [name, input(type, `${before}${name}`, places, fill)]),
  );
}

function isRequired(each: GraphQLArgument | GraphQLInputField): boolean {
  return isRequiredArgument(each as GraphQLArgument) || isRequiredInputField(each as GraphQLInputField);
}

function input(type: GraphQLInputType, path: string, places: Places, fill: Fill): unknown {
  const bare = getNullableType(type);
  if (isListType(bare)) return [input(bare.ofType as GraphQLInputType, path, places, fill)];
  if (isInputObjectType(bare)) return inputs(Object.values(bare.getFields()), `${path}.`, places, fill);
  if (isEnumType(bare)) return fill(path, 'enum') ?? bare.getValues()[0]!.name;
  return fill(path, (bare as GraphQLNamedType).name);
}

/**
 * Writes a call with its arguments as variables; `around` embeds a field that is not a root field.
 */
export function textOf(
  operation: Operation,
  args: readonly string[],
  around: (inner: string) => string,
): string {
  const { field, kind } = operation;
  const used = field.args.filter(({ name }) => args.includes(name));
  const variables = used.map(({ name, type }) => `$${name}: ${type}`).join(', ');
  const passed = used.map(({ name }) => `${name}: $${name}`).join(', ');
  const call = `${field.name}${passed ? `(${passed})` : ''} ${selectionOf(field.type, 3)}`;
  return `${kind} Call${variables ? `(${variables})` : ''} { ${around(call)} }`;
}

/** Selects all fields without required arguments, down to a number of levels. */
export function selectionOf(type: GraphQLOutputType, levels: number): string {
  const named = getNamedType(type);
  if (isUnionType(named))
    return `{ __typename ${named
      .getTypes()
      .map((member) => `... on ${member.name} ${selectionOf(member, levels)}`)
      .join(' ')} }`;
  if (!isObjectType(named) && !isInterfaceType(named)) return '';
  const fields = Object.values(named.getFields()).flatMap((field) => {
    if (field.args.some(isRequiredArgument)) return [];
    const inner = getNamedType(field.type);
    const isLeaf = !(isObjectType(inner) || isInterfaceType(inner) || isUnionType(inner));
    if (isLeaf) return [alias(named.name, field)];
    return levels > 0 ? [`${alias(named.name, field)} ${selectionOf(field.type, levels - 1)}`] : [];
  });
  return `{ __typename ${fields.join(' ')} }`;
}

/** Aliases fields, because members of a union may have fields of one name and different types. */
function alias(type: string, { name }: GraphQLField<unknown, unknown>): string {
  return `${type}_${name}: ${name}`;
}
