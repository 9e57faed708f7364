import { type DocumentNode, getOperationAST, print, type SelectionNode } from 'graphql';
import { fragmentDefinitions } from '../documents/fragment-definitions.ts';
import { writePlan } from './fetches/write-plan.ts';
import type { PlannedOperation } from './plan.ts';
import { Deferral } from './resolving/deferral.ts';
import { Fragments } from './resolving/fragments.ts';
import { Resolver } from './resolving/resolver.ts';
import { rootOf } from './resolving/root.ts';
import type { Federation } from './supergraph/federation.ts';

/** How often an operation is planned again without the deferred fragments that fail. */
const MOST_ATTEMPTS = 3;

/**
 * Plans one operation of a valid document without conditions; throws if no plan resolves all of it.
 * `deferred` is the number of its deferred fragments. Those that cannot be fetched on their own are
 * fetched with what surrounds them.
 */
export function planOperation(
  federation: Federation,
  document: DocumentNode,
  operationName: string | undefined,
  deferred: number,
): PlannedOperation {
  const together = new Set<number>();
  const fetchesAgain = getOperationAST(document, operationName)!.operation === 'query';
  for (let attempt = 1; ; attempt++) {
    const deferral = new Deferral(deferred, together, fetchesAgain);
    const planned = tryPlan(federation, document, operationName, deferral);
    if (deferral.failed.size === 0) return planned;
    const all = Array.from({ length: deferred }, (_, id) => id);
    for (const id of attempt < MOST_ATTEMPTS ? deferral.failed : all) together.add(id);
  }
}

function tryPlan(
  federation: Federation,
  document: DocumentNode,
  operationName: string | undefined,
  deferral: Deferral,
): PlannedOperation {
  const operation = getOperationAST(document, operationName)!;
  const fragments = new Fragments(fragmentDefinitions(document));
  const resolver = new Resolver(federation, fragments, deferral);
  const root = federation.schema.getRootType(operation.operation)!.name;
  const { selections } = operation.selectionSet;
  // The root fields of a mutation run one after the other, those of a query in parallel.
  const steps =
    operation.operation === 'mutation' ? serialSteps(federation, fragments, root, selections) : [selections];
  for (const nodes of steps) {
    const left = resolver.resolve(rootOf(federation, root, resolver.groups), nodes, new Set());
    if (left.length > 0) throw unresolvable(left);
  }
  resolver.resolveDeferred();
  const query = federation.schema.getQueryType()!.name;
  const options = { operation, root, query, prefix: federation.prefix };
  return writePlan(resolver.groups, deferral.needs, options);
}

/**
 * Groups root fields into serial steps: consecutive fields of one subgraph form one operation,
 * which executes them in order.
 */
function serialSteps(
  { subgraphs }: Federation,
  fragments: Fragments,
  root: string,
  selections: readonly SelectionNode[],
): SelectionNode[][] {
  const steps: SelectionNode[][] = [];
  let last: unknown;
  for (const field of fragments.rootFields(selections)) {
    const resolves = subgraphs.find(
      ({ types }) => types.get(root)?.fields.get(field.name.value)?.external === false,
    );
    if (steps.length > 0 && resolves === last) steps.at(-1)!.push(field);
    else steps.push([field]);
    last = resolves;
  }
  return steps;
}

function unresolvable(left: readonly SelectionNode[]): Error {
  const names = left.map((node) => print(node).replace(/\s+/g, ' '));
  return new Error(`No subgraph resolves ${names.join(' and ')}.`);
}
