import type { FetchNode, PlanNode } from '@apollo/query-planner';
import { parse } from 'graphql';
import { shapeOf } from './merge.ts';

/**
 * What a node does, wherever in the response that is: two nodes of the same deed can be one. Null for a node that must
 * stay by itself.
 */
export function deedOf(node: PlanNode): string | null {
  switch (node.kind) {
    case 'Fetch':
      return deedOfFetch(node);
    case 'Flatten':
      return whole('Flatten', [node.node]);
    case 'Sequence':
    case 'Parallel':
      return whole(node.kind, node.nodes);
    case 'Condition':
      return whole(`Condition ${node.condition}`, [node.ifClause, node.elseClause]);
    case 'Defer':
      return null;
  }
}

function whole(kind: string, parts: readonly (PlanNode | undefined)[]): string | null {
  const deeds = parts.map((part) => (part ? deedOf(part) : ''));
  return deeds.includes(null) ? null : JSON.stringify([kind, ...deeds]);
}

/** A context has one value for a whole operation, and differs by place. */
function deedOfFetch(node: FetchNode): string | null {
  const { serviceName, operation, requires, contextRewrites, inputRewrites, outputRewrites } = node;
  if (!requires || (contextRewrites?.length ?? 0) > 0 || !isFlat(node)) return null;
  // The planner numbers the names of its operations.
  const nameless = operation.replace(/^query \w+/, 'query');
  return JSON.stringify([serviceName, nameless, requires, inputRewrites, outputRewrites]);
}

/**
 * Whether entities get nothing but leaves. Objects would be shared by places of which the client may ask different things
 * under one name; within one place it cannot.
 */
function isFlat({ operation, outputRewrites }: FetchNode): boolean {
  const entity = shapeOf(parse(operation, { noLocation: true }), outputRewrites).fields.get('_entities');
  return [...(entity?.fields.values() ?? [])].every((inner) => inner === null);
}
