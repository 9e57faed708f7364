import type { GraphQLObjectType, GraphQLResolveInfo, GraphQLSchema } from 'graphql';
import { isInterfaceType, valueFromASTUntyped } from 'graphql';
import type { Principal } from '../../core/principal.ts';
import { mayRead } from './guard.ts';

/** Finds an object of one type by its id; null if the caller's workspace has no such object. */
export type NodeFinder<Context> = (id: string, context: Context) => unknown;

/** A finder for each type of a subgraph that implements `Node`. */
export type NodeFinders<Context> = Readonly<Record<string, NodeFinder<Context>>>;

/** An object that was found by its id. */
export interface FoundNode {
  readonly type: string;
  readonly node: object;
}

/**
 * Returns the name of the Query field that returns the type of an id. The gateway queries it in
 * every subgraph.
 */
export function nodeTypeField(subgraph: string): string {
  return `${subgraph}NodeType`;
}

/**
 * Finds an object by its id among the types of a subgraph. Types that the caller may not read are
 * skipped.
 */
export async function findNode<Context extends { principal: Principal | null }>(
  schema: GraphQLSchema,
  finders: NodeFinders<Context>,
  id: string,
  context: Context,
): Promise<FoundNode | null> {
  const found = await Promise.all(
    Object.entries(finders).map(async ([type, find]) => {
      if (!mayRead(schema.getType(type) as GraphQLObjectType, context.principal)) return null;
      const node = await find(id, context);
      return node ? { type, node } : null;
    }),
  );
  return found.find((each) => each !== null) ?? null;
}

/** Returns the resolver of a subgraph's {@link nodeTypeField}. */
export function nodeTypeResolver<Context extends { principal: Principal | null }>(
  finders: NodeFinders<Context>,
) {
  return async (_: unknown, { id }: { id: string }, context: Context, { schema }: GraphQLResolveInfo) =>
    (await findNode(schema, finders, id, context))?.type ?? null;
}

/**
 * Throws unless there is a finder for exactly the types that the subgraph resolves and that
 * implement `Node`.
 */
export function checkFinders(schema: GraphQLSchema, finders: NodeFinders<never>): void {
  const node = schema.getType('Node');
  const types = isInterfaceType(node) ? schema.getPossibleTypes(node).filter(isResolvable) : [];
  const names = types.map(({ name }) => name);
  const lacking = names.find((name) => !(name in finders));
  if (lacking) throw new Error(`${lacking} implements Node, and \`nodes\` has no finder for it.`);
  const stray = Object.keys(finders).find((name) => !names.includes(name));
  if (stray) throw new Error(`\`nodes\` has a finder for ${stray}, which is no Node of this subgraph.`);
}

/**
 * Whether a type has a resolvable key. A type whose every key is `resolvable: false` only
 * references another subgraph's objects.
 */
function isResolvable({ astNode }: GraphQLObjectType): boolean {
  const keys = (astNode?.directives ?? []).filter(({ name }) => name.value === 'key');
  return keys.some(
    ({ arguments: given = [] }) =>
      !given.some(({ name, value }) => name.value === 'resolvable' && valueFromASTUntyped(value) === false),
  );
}
