import {
  type DocumentNode,
  getOperationAST,
  type OperationDefinitionNode,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import { sharedSignatures } from './execution/alike.ts';
import type { Tools } from './execution/fetch.ts';
import type { Step } from './execution/run.ts';
import { compileSteps } from './execution/steps.ts';
import { fillEmptySelections } from './planning/conditions.ts';
import type { Plan } from './planning/plan.ts';
import type { Audience, Planner } from './planning/planner.ts';
import { reserveResponseKeys } from './planning/response-keys.ts';
import { compileShape, type Shape } from './shape.ts';

/** An operation without conditions, planned and compiled. */
export interface Variant {
  /** Fetches what is needed. */
  readonly fetch: Step;
  /** Makes the response of what was fetched. */
  readonly shape: Shape;
}

/** What operations are compiled with. */
export interface Compiler {
  readonly planner: Planner;
  readonly audience: Audience;
  readonly tools: Omit<Tools, 'variableOf' | 'shared' | 'signatures'>;
}

/** The variable by which every entity fetch is handed its entities. */
const REPRESENTATIONS = 'representations';

/** Plans and compiles an operation of a document whose conditions are resolved. */
export function compileVariant(
  { planner, audience, tools }: Compiler,
  document: DocumentNode,
  operationName: string | undefined,
): Variant {
  const definition = getOperationAST(document, operationName)!;
  const reserved = reserveResponseKeys(planner.schemas.internal, document);
  const { planned, variableOf } = freeRepresentations(
    fillEmptySelections(reserved.document),
    definition.variableDefinitions,
  );
  const plan = planner.plan(planned, operationName);
  const shape = compileShape(planner.schemas[audience], document, definition, reserved.dataKey);
  return {
    fetch: compileSteps(plan, { ...tools, variableOf, ...sharing(definition, plan) }),
    shape,
  };
}

/**
 * What the fetches of a plan may share; those of a mutation nothing, as each of its fields may change everything. An
 * entity at two places may be one object unless contexts make it differ by place.
 */
function sharing({ operation }: OperationDefinitionNode, plan: Plan): Pick<Tools, 'shared' | 'signatures'> {
  return {
    shared: plan.every(({ contexts }) => contexts.length === 0),
    signatures: operation === 'query' ? sharedSignatures(plan) : new Map(),
  };
}

/** A client's own `$representations` gets another name for planning, as the planner's has this one. */
function freeRepresentations(
  document: DocumentNode,
  variableDefinitions: readonly VariableDefinitionNode[] = [],
) {
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
