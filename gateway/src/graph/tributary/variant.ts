import {
  type DocumentNode,
  getOperationAST,
  type OperationDefinitionNode,
  print,
  type VariableDefinitionNode,
  visit,
} from 'graphql';
import type { AccessRules } from '../authorization/access-rules.ts';
import { deniedBy, withoutDenied } from '../authorization/denied-selections.ts';
import { hashOf } from '../caching/caller-keys.ts';
import type { MarkedDocument } from '../deferring/mark-deferred.ts';
import type { EngineRequest, Outcome } from '../engine.ts';
import { type CompiledFetch, type FetchTools, prepareFetch } from '../execution/compiled-fetch.ts';
import { sharedSignatures } from '../execution/entities/signatures.ts';
import type { Step } from '../execution/plan-run.ts';
import { type CompiledStep, compileSteps, runAll } from '../execution/steps.ts';
import { type UnifiedPaths, unifiedPaths } from '../execution/unified-objects.ts';
import type { BusyVariant } from '../live/busy-operation.ts';
import { fillEmptySelections } from '../planning/conditions.ts';
import type { Plan } from '../planning/plan.ts';
import { reserveResponseKeys } from '../planning/response-keys.ts';
import { compileShape, type Shape } from '../shaping/shape.ts';
import type { Audience, Supergraph } from '../supergraph.ts';
import type { SourceEvent } from '../transports/transport.ts';
import type { LabelPlanners } from './label-planners.ts';

/** An operation without conditions, planned and compiled. */
export interface Variant {
  readonly plan: Plan;
  /** Identifies the plan among those of all processes; null if its responses are never stored. */
  readonly cacheKey: string | null;
  /** Fetches the data; of an operation with deferred fragments, the data of the first result. */
  readonly fetch: Step;
  /** What is delivered after the first result; null without deferred fragments. */
  readonly later: LaterParts | null;
  /** The fetch that a subscription begins with; null for any other operation. */
  readonly source: CompiledFetch | null;
  /** Shapes the response from the fetched data. */
  readonly shape: Shape;
}

/** What is delivered after the first result of an operation. */
export interface LaterParts {
  readonly steps: readonly CompiledStep[];
  /** Positions of the fetches of the first result. */
  readonly first: readonly number[];
  /** The deferred fragments, by their ids, with the positions of the fetches that each needs. */
  readonly fragments: readonly { readonly label: string | undefined; readonly needs: readonly number[] }[];
}

/** Executes a compiled operation; `event` is that of a subscription, otherwise null. */
export type RunVariant = (
  variant: Variant,
  request: Pick<EngineRequest, 'variables' | 'request'>,
  event: SourceEvent | null,
) => Promise<Outcome>;

/** The shared inputs for compiling the operations of one audience. */
export interface Compiler {
  readonly planners: LabelPlanners;
  readonly schemas: Supergraph['schemas'];
  readonly audience: Audience;
  /** What callers may select; null if only the subgraphs enforce it. */
  readonly access: AccessRules | null;
  /** Identifies the supergraph; null if no responses are stored. */
  readonly supergraphId: string | null;
  readonly tools: Omit<FetchTools, 'variableOf' | 'sharesObjects' | 'unified' | 'signatures'>;
}

/** The variable that holds the representations of every entity fetch. */
const REPRESENTATIONS = 'representations';

/** What distinguishes the variants of one operation, besides its conditions. */
export type Circumstances = Pick<BusyVariant, 'unmet' | 'labels' | 'defers'>;

/**
 * Plans and compiles an operation of a document whose conditions are resolved, for callers who do
 * not meet some requirements, and for the active labels.
 */
export function compileVariant(
  { planners, schemas, audience, tools, access, supergraphId }: Compiler,
  { document, labels: fragmentLabels }: MarkedDocument,
  operationName: string | undefined,
  { unmet, labels }: Circumstances,
): Variant {
  const isDenied = access && unmet.size > 0 ? deniedBy(access, unmet) : null;
  const definition = getOperationAST(document, operationName)!;
  const reserved = reserveResponseKeys(schemas.internal, document);
  const { planned, variableOf } = renameRepresentations(
    fillEmptySelections(
      isDenied ? withoutDenied(schemas[audience], reserved.document, isDenied) : reserved.document,
    ),
    definition.variableDefinitions,
  );
  const count = fragmentLabels.length;
  const { plan, first, deferred } = planners.for(labels).plan(planned, operationName, count);
  const shape = compileShape(schemas[audience], document, definition, reserved.dataKey, isDenied);
  const fetchTools = { ...tools, variableOf, ...sharingOf(definition, plan, count > 0) };
  const source = plan.find(({ kind }) => kind === 'subscription');
  const steps = compileSteps(plan, fetchTools);
  const isStorable =
    supergraphId !== null &&
    audience === 'client' &&
    definition.operation === 'query' &&
    count === 0 &&
    plan.length > 0;
  const fragments = fragmentLabels.map((label, id) => ({ label, needs: deferred[id]! }));
  return {
    plan,
    cacheKey: isStorable ? hashOf(supergraphId, print(document), operationName, [...unmet], labels) : null,
    fetch: runAll(steps),
    later: count > 0 ? { steps, first, fragments } : null,
    source: source ? prepareFetch(source, [], fetchTools) : null,
    shape,
  };
}

/**
 * Determines what the fetches of a plan share. Fetches of a mutation share no results, because each
 * root field may change any entity. Objects of one entity may be shared unless contexts make them
 * differ by path. With deferred fragments, parts of a response hold on to its objects.
 */
function sharingOf(
  { operation }: OperationDefinitionNode,
  plan: Plan,
  defers: boolean,
): Pick<FetchTools, 'sharesObjects' | 'unified' | 'signatures'> {
  const sharesObjects = plan.every(({ contexts }) => contexts.length === 0);
  return {
    sharesObjects,
    unified: sharesObjects && !defers && operation === 'query' ? unifiedPaths(plan) : NONE_UNIFIED,
    signatures: operation === 'mutation' ? new Map() : sharedSignatures(plan),
  };
}

const NONE_UNIFIED: UnifiedPaths = new Map();

/** Renames a client's own `$representations` for planning, because entity fetches use that name. */
function renameRepresentations(
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
