import {
  type DocumentNode,
  type FragmentDefinitionNode,
  getOperationAST,
  Kind,
  print,
  type SelectionNode,
} from 'graphql';
import { writePlan } from './fetches/write.ts';
import type { Plan } from './plan.ts';
import { Fragments } from './resolving/fragments.ts';
import { Resolver } from './resolving/resolver.ts';
import { rootOf } from './resolving/root.ts';
import type { Federation } from './supergraph/federation.ts';

/** Plans one operation of a valid document without conditions; throws if subgraphs cannot answer all of it. */
export function planOperation(
  federation: Federation,
  document: DocumentNode,
  operationName: string | undefined,
): Plan {
  const operation = getOperationAST(document, operationName)!;
  const fragments = new Fragments(definitionsOf(document));
  const resolver = new Resolver(federation, fragments);
  const root = federation.schema.getRootType(operation.operation)!.name;
  const { selections } = operation.selectionSet;
  // The fields of a mutation are executed one after the other, those of a query together.
  const steps =
    operation.operation === 'mutation' ? inOrder(federation, fragments, root, selections) : [selections];
  for (const nodes of steps) {
    const left = resolver.resolve(rootOf(federation, root, resolver.groups), nodes, new Set());
    if (left.length > 0) throw unanswered(left);
  }
  const query = federation.schema.getQueryType()!.name;
  return writePlan(resolver.groups, { operation, root, query, prefix: federation.prefix });
}

/** Consecutive fields that one subgraph resolves are one operation, which executes them in order. */
function inOrder(
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

function definitionsOf({ definitions }: DocumentNode): Map<string, FragmentDefinitionNode> {
  const fragments = definitions.filter((definition) => definition.kind === Kind.FRAGMENT_DEFINITION);
  return new Map(fragments.map((fragment) => [fragment.name.value, fragment]));
}

function unanswered(left: readonly SelectionNode[]): Error {
  const names = left.map((node) => print(node).replace(/\s+/g, ' '));
  return new Error(`No subgraph can be asked for ${names.join(' and ')}.`);
}
