import { buildSubgraphSchema } from '@apollo/subgraph';
import {
  type GraphQLNamedType,
  GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  valueFromAST,
} from 'graphql';
import type { Resolvers, SubgraphRequest } from '../subgraph-definition.ts';
import { guardSchema } from './guard.ts';
import { checkFinders, type NodeFinders, nodeTypeField, nodeTypeResolver } from './nodes.ts';
import { scalars, sharedEnums } from './scalars.ts';

/** The parts of a subgraph's definition that its schema is built from, besides the SDL. */
interface SchemaParts<Context extends SubgraphRequest> {
  readonly name: string;
  readonly resolvers: Resolvers<Context>;
  readonly nodes?: NodeFinders<Context>;
}

/**
 * Builds the executable schema of a subgraph: scalars, resolvers, default values and guards. Throws
 * if SDL and resolvers do not match.
 */
export function buildSchema<Context extends SubgraphRequest>(
  sdl: string,
  definition: SchemaParts<Context>,
): GraphQLSchema {
  const resolvers = { ...scalars, ...sharedEnums, ...definition.resolvers, ...nodeTypeOf(sdl, definition) };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  refuseStrays(schema, resolvers as Resolvers<never>);
  checkFinders(schema, definition.nodes ?? {});
  readDefaults(schema);
  guardSchema(schema);
  return schema;
}

/**
 * Returns the resolvers of Query with the one that finds the type of an id added; none if the SDL
 * lacks that field.
 */
function nodeTypeOf<Context extends SubgraphRequest>(
  sdl: string,
  { name, nodes = {}, resolvers }: SchemaParts<Context>,
): Resolvers<Context> {
  const field = nodeTypeField(name);
  if (!sdl.includes(`${field}(`)) return {};
  const { Query = {} } = resolvers;
  return { Query: { ...(Query as object), [field]: nodeTypeResolver(nodes) } } as Resolvers<Context>;
}

/**
 * Parses the default values of arguments and input fields again. They were parsed before the enums
 * got their internal values, so that a default would reach its resolver by its name in the SDL,
 * unlike the same value from a caller.
 */
function readDefaults(schema: GraphQLSchema): void {
  const inputs = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isInputObjectType(type)) return Object.values(type.getFields());
    return isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).flatMap(({ args }) => args)
      : [];
  });
  for (const input of inputs) {
    const written = input.astNode?.defaultValue;
    if (written) input.defaultValue = valueFromAST(written, input.type);
  }
}

/** Throws for a resolver whose type or field is not in the SDL; Apollo would ignore it. */
function refuseStrays(schema: GraphQLSchema, resolvers: Resolvers<never>): void {
  for (const [typeName, members] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!type) throw new Error(`There are resolvers of ${typeName}, which the SDL does not have.`);
    if (members instanceof GraphQLScalarType) continue;
    const known = new Set(isEnumType(type) ? type.getValues().map(({ name }) => name) : fieldsOf(type));
    const stray = Object.keys(members).find((name) => !name.startsWith('__') && !known.has(name));
    if (stray) throw new Error(`There is a resolver of ${typeName}.${stray}, which the SDL does not have.`);
  }
}

function fieldsOf(type: GraphQLNamedType): string[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
}
