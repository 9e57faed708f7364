import type { PlanNode } from '@apollo/query-planner';
import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  getOperationAST,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';
import { sharedDeeds } from './execution/alike.ts';
import type { Tools } from './execution/fetch.ts';
import type { Json, Step } from './execution/run.ts';
import { compileSteps, nothing } from './execution/steps.ts';
import type { Audience, Planner } from './plan.ts';
import { reserveResponseKeys } from './response-keys.ts';
import { compileShapes, type Shape } from './shape.ts';

/** One operation of a document, planned and compiled. */
export interface Operation {
  readonly definition: OperationDefinitionNode;
  /** Fetches what is needed. */
  readonly fetch: Step;
  /** The shaper for the values of the variables. */
  readonly shapeFor: (coerced: Readonly<Json>) => Shape;
}

/** The variable by which every entity fetch is handed its entities. */
const REPRESENTATIONS = 'representations';

/** Plans and compiles one operation of a valid document. */
export function compileOperation(
  planner: Planner,
  audience: Audience,
  tools: Omit<Tools, 'variableOf' | 'shared' | 'deeds'>,
  document: DocumentNode,
  definition: OperationDefinitionNode,
): Operation {
  const reserved = reserveResponseKeys(planner.schemas.internal, document);
  const { planned, variableOf } = freeRepresentations(reserved.document, definition);
  const { node } = planner.plan(audience, planned, operationOf(planned, definition));
  if (node?.kind === 'Subscription') throw new Error('Subscriptions are refused before they are planned.');
  return {
    definition,
    fetch: node ? compileSteps(node, { ...tools, variableOf, ...sharing(definition, node) }) : nothing,
    shapeFor: compileShapes(planner.schemas[audience], document, definition, reserved.dataKey),
  };
}

/** The operation of a document that is meant; throws a GraphQLError when there is none that can be executed. */
export function findOperation(
  schema: GraphQLSchema,
  document: DocumentNode,
  operationName: string | undefined,
): OperationDefinitionNode {
  const operation = getOperationAST(document, operationName);
  if (!operation) throw new GraphQLError(whyNone(document, operationName));
  if (operation.operation === 'subscription') throw new GraphQLError('Subscriptions are not supported.');
  if (!schema.getRootType(operation.operation))
    throw new GraphQLError(`Schema is not configured to execute ${operation.operation} operation.`);
  return operation;
}

function whyNone(document: DocumentNode, operationName: string | undefined): string {
  if (operationName) return `Unknown operation named "${operationName}".`;
  const several = document.definitions.some(({ kind }) => kind === Kind.OPERATION_DEFINITION);
  return several
    ? 'Must provide operation name if query contains multiple operations.'
    : 'Must provide an operation.';
}

/** What the fetches of a plan may share; those of a mutation nothing, as each of its fields may change everything. */
function sharing({ operation }: OperationDefinitionNode, plan: PlanNode): Pick<Tools, 'shared' | 'deeds'> {
  return {
    shared: !dependsOnPlace(plan),
    deeds: operation === 'query' ? sharedDeeds(plan) : new Map(),
  };
}

/**
 * Whether what is fetched for an entity differs by where it stands, by a type on the way or by a context, so that two
 * places must not share an object.
 */
function dependsOnPlace(node: PlanNode): boolean {
  switch (node.kind) {
    case 'Fetch':
      return (node.contextRewrites?.length ?? 0) > 0;
    case 'Defer':
      return false;
    case 'Flatten':
      return node.path.some((element) => String(element).includes('|')) || dependsOnPlace(node.node);
    case 'Condition':
      return [node.ifClause, node.elseClause].some((each) => each && dependsOnPlace(each));
    default:
      return node.nodes.some(dependsOnPlace);
  }
}

/** The same operation of the document as it is planned. */
function operationOf(document: DocumentNode, definition: OperationDefinitionNode): OperationDefinitionNode {
  return getOperationAST(document, definition.name?.value)!;
}

/** A client's own `$representations` gets another name for planning, as the planner's has this one. */
function freeRepresentations(document: DocumentNode, { variableDefinitions = [] }: OperationDefinitionNode) {
  const names = new Set(variableDefinitions.map(({ variable }) => variable.name.value));
  if (!names.has(REPRESENTATIONS)) return { planned: document, variableOf: (name: string) => name };
  let free = `${REPRESENTATIONS}_`;
  while (names.has(free)) free += '_';
  const planned = visit(document, {
    Variable: (node) =>
      node.name.value === REPRESENTATIONS ? { ...node, name: { ...node.name, value: free } } : undefined,
  });
  return { planned, variableOf: (name: string) => (name === free ? REPRESENTATIONS : name) };
}
