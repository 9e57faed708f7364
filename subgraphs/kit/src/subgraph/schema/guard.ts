import {
  type ConstDirectiveNode,
  defaultFieldResolver,
  type GraphQLField,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isObjectType,
  valueFromASTUntyped,
} from 'graphql';
import { TributaryError } from '../../core/errors.ts';
import { OAUTH_PREFIX, type Principal } from '../../core/principal.ts';
import type { FieldLimit, rateLimiter } from './rate-limit.ts';

/** The rights that a field or type requires, read from the directives of the SDL. */
interface Requirements {
  authenticated: boolean;
  /** Alternative sets of scopes; the caller needs all scopes of one set. */
  scopes: string[][][];
  /** Alternative sets of policies; the caller needs all policies of one set. */
  policies: string[][][];
}

/**
 * Enforces `@authenticated`, `@requiresScopes`, `@policy` and `@rateLimit` of the SDL in the
 * schema's resolvers, so that they hold for every endpoint and transport. The directives of a type
 * are checked once where its objects are produced (by a field or an entity reference), not again
 * for each of their fields. A subscription is checked when it starts and for each event.
 */
export function guardSchema(schema: GraphQLSchema): void {
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) || type.name.startsWith('_')) continue;
    // `_entities` may return any entity; each type is guarded by its own reference resolver.
    for (const field of Object.values(type.getFields()))
      if (field.name !== '_entities') guardField(schema, field);
    guardReference(type);
  }
}

function guardField(
  schema: GraphQLSchema,
  field: GraphQLField<unknown, { principal: Principal | null }>,
): void {
  const requirements = merge([
    field.astNode?.directives ?? [],
    ...producedTypes(schema, getNamedType(field.type)).map(directivesOf),
  ]);
  const limit = rateLimitOf(field.astNode?.directives ?? []);
  if (!requirements && !limit) return;
  const resolve = field.resolve ?? defaultFieldResolver;
  const checked: typeof resolve = (source, args, context, info) => {
    if (requirements) check(requirements, context.principal);
    return resolve(source, args, context, info);
  };
  const limited = limit && limiterOf(limit);
  const guarded = (next: typeof resolve): typeof resolve =>
    limited
      ? async (...all) => {
          await limited(...all);
          return next(...all);
        }
      : next;
  const { subscribe } = field;
  field.resolve = subscribe ? checked : guarded(checked);
  if (subscribe)
    field.subscribe = guarded((source, args, context, info) => {
      if (requirements) check(requirements, context.principal);
      return subscribe(source, args, context, info);
    });
}

/**
 * Returns the limiter of a field. It is loaded on the first call, because its library is a tenth of
 * all modules.
 */
function limiterOf(limit: FieldLimit): ReturnType<typeof rateLimiter> {
  let limiter: Promise<ReturnType<typeof rateLimiter>> | undefined;
  return async (...call) => {
    limiter ??= import('./rate-limit.ts').then(({ rateLimiter }) => rateLimiter(limit));
    return (await limiter)(...call);
  };
}

type Reference = (reference: unknown, context: { principal: Principal | null }, info: unknown) => unknown;

/**
 * Guards `_entities`, which can return an entity by its key without any field that leads to it.
 * Without a reference resolver, the entity is the reference itself.
 */
function guardReference(type: GraphQLObjectType): void {
  const requirements = merge([directivesOf(type)]);
  if (!requirements) return;
  const extensions = type.extensions as { apollo?: { subgraph?: { resolveReference?: Reference } } };
  const subgraph = extensions.apollo?.subgraph;
  const resolve = subgraph?.resolveReference ?? ((reference) => reference);
  // A rejected promise fails this entity only; a synchronous throw would fail all entities of the
  // request.
  const resolveReference: Reference = async (reference, context, info) => {
    check(requirements, context.principal);
    return resolve(reference, context, info);
  };
  extensions.apollo = { ...extensions.apollo, subgraph: { ...subgraph, resolveReference } };
}

/** Whether a caller has what a type's own directives require. */
export function mayRead(type: GraphQLObjectType, principal: Principal | null): boolean {
  const requirements = merge([directivesOf(type)]);
  if (!requirements) return true;
  try {
    check(requirements, principal);
    return true;
  } catch (error) {
    if (error instanceof TributaryError) return false;
    throw error;
  }
}

function check(requirements: Requirements, principal: Principal | null): void {
  if (!principal) throw new TributaryError('UNAUTHENTICATED', 'An API key is required.');
  if (principal.internal) return;
  for (const anyOf of requirements.scopes) {
    if (anyOf.some((all) => all.every((scope) => principal.scopes.includes(scope)))) continue;
    throw new TributaryError(
      'FORBIDDEN_SCOPE',
      `This ${credentialOf(principal)} lacks the scope ${anyOf.map(joined).join(' or ')}.`,
    );
  }
  for (const anyOf of requirements.policies) {
    if (anyOf.some((all) => all.every((policy) => principal.policies.includes(policy)))) continue;
    refusePolicy(anyOf, principal);
  }
}

/** Describes the caller's credential for an error message. */
function credentialOf({ keyPrefix }: Principal): string {
  return keyPrefix === OAUTH_PREFIX ? 'access token' : 'key';
}

/**
 * Throws for a missing policy. A policy is `product:feature`: either the key does not cover the
 * product, or its plan lacks the feature.
 */
function refusePolicy(anyOf: string[][], principal: Principal): never {
  const products = anyOf.flat().map((policy) => policy.split(':')[0]!);
  const opened = products.find((product) => (principal.products as readonly string[]).includes(product));
  if (!opened)
    throw new TributaryError(
      'FORBIDDEN_SCOPE',
      `This ${credentialOf(principal)} is not valid for ${joined(products)}.`,
    );
  const plan = principal.plans[opened as keyof typeof principal.plans] ?? 'none';
  throw new TributaryError('PLAN_REQUIRED', `The plan "${plan}" of ${opened} does not include this.`, {
    details: { product: opened, plan },
  });
}

function merge(lists: readonly (readonly ConstDirectiveNode[])[]): Requirements | null {
  const requirements: Requirements = { authenticated: false, scopes: [], policies: [] };
  for (const directive of lists.flat()) {
    const { name } = directive;
    if (name.value === 'authenticated') requirements.authenticated = true;
    if (name.value === 'requiresScopes')
      requirements.scopes.push(argument(directive, 'scopes') as string[][]);
    if (name.value === 'policy') requirements.policies.push(argument(directive, 'policies') as string[][]);
  }
  const any = requirements.authenticated || requirements.scopes.length + requirements.policies.length > 0;
  return any ? requirements : null;
}

function rateLimitOf(directives: readonly ConstDirectiveNode[]): FieldLimit | null {
  const directive = directives.find(({ name }) => name.value === 'rateLimit');
  if (!directive) return null;
  return { max: argument(directive, 'max') as number, window: argument(directive, 'window') as string };
}

function argument(directive: ConstDirectiveNode, name: string): unknown {
  const node = directive.arguments?.find((each) => each.name.value === name);
  return node && valueFromASTUntyped(node.value);
}

/**
 * Lists the object types that a field may return; for an abstract type all of them, so that the
 * requirements of all are checked. A connection also counts as its nodes, even if only its total or
 * its cursors are selected. `Node` counts as none: `findNode` returns only objects that the caller
 * may read.
 */
function producedTypes(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLObjectType[] {
  if (type.name === 'Node') return [];
  if (isAbstractType(type)) return schema.getPossibleTypes(type);
  if (!isObjectType(type)) return [];
  const { nodes, pageInfo } = type.getFields();
  return nodes && pageInfo ? [type, ...producedTypes(schema, getNamedType(nodes.type))] : [type];
}

function directivesOf(type: GraphQLObjectType): ConstDirectiveNode[] {
  return [type.astNode, ...type.extensionASTNodes].flatMap((node) => [...(node?.directives ?? [])]);
}

function joined(names: readonly string[]): string {
  return [...new Set(names)].join(' and ');
}
