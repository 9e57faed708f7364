import { delegated, INTERNAL_POLICY, type SubgraphRequest } from '@tributary/kit';
import { dataOf } from '@tributary/kit/host';
import type { DocumentNode } from 'graphql';
import type { Graph } from '../graph.ts';

/** Matches the Query fields by which each subgraph finds the type of an id. */
const NODE_TYPE_FIELD = /^[a-z]\w*NodeType$/;

/** Finds the object types of ids. */
export interface NodeTypes {
  /**
   * Queries every subgraph for the type of an id, with the caller's rights; null if there is no
   * readable object.
   */
  find(id: string, request: SubgraphRequest): Promise<string | null>;
  /**
   * Sets the graph to query; it is opened later, because it needs the subgraph that finds nodes.
   */
  bind(graph: Graph): void;
}

/** Creates a finder that must be bound to a graph before it is used. */
export function nodeTypes(): NodeTypes {
  let bound: { graph: Graph; document: DocumentNode | null } | undefined;
  return {
    bind(graph) {
      bound = { graph, document: nodeTypeDocument(graph) };
    },
    async find(id, { principal, requestId, signal }) {
      if (!bound) throw new Error('The node finder has no graph yet: call bind() first.');
      const { graph, document } = bound;
      if (!document || !principal) return null;
      const response = await graph.execute({
        document,
        audience: 'internal',
        variables: { id },
        // The policy admits the internal fields; what each finds depends on the caller's own
        // rights.
        ...delegated({ principal }, { scopes: [], policies: [INTERNAL_POLICY] }),
        requestId,
        signal,
      });
      const found = Object.values(response.data ?? {}).find((type) => typeof type === 'string');
      if (typeof found === 'string') return found;
      // A subgraph that failed may have the object, so its error must not become null.
      dataOf(response);
      return null;
    },
  };
}

function nodeTypeDocument(graph: Graph): DocumentNode | null {
  const fields = Object.values(graph.internal.schema.getQueryType()?.getFields() ?? {})
    .filter(({ name, args }) => NODE_TYPE_FIELD.test(name) && args.length === 1 && args[0]!.name === 'id')
    .map(({ name }) => `${name}(id: $id)`);
  return fields.length === 0
    ? null
    : graph.internal.prepare(`query FindNodeType($id: ID!) { ${fields.join(' ')} }`);
}
