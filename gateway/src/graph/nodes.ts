import { delegated, INTERNAL_POLICY } from '@tributary/kit';
import { dataOf, type SubgraphRequest } from '@tributary/kit/host';
import type { DocumentNode } from 'graphql';
import type { Graph } from './index.ts';

/** Fields of the graph's Query by which each subgraph says of which of its types an id is. */
const NODE_TYPE = /^[a-z]\w*NodeType$/;

/** Finds the types of ids. */
export interface NodeTypes {
  /** Asks every subgraph, with the caller's rights, of which type an id is; null when it is of none that it may read. */
  find(id: string, request: SubgraphRequest): Promise<string | null>;
  /** Sets the graph that is asked, which needs the subgraph that finds nodes. */
  bind(graph: Graph): void;
}

export function nodeTypes(): NodeTypes {
  let bound: { graph: Graph; document: DocumentNode | null } | undefined;
  return {
    bind(graph) {
      bound = { graph, document: documentOf(graph) };
    },
    async find(id, { principal, requestId, signal }) {
      if (!bound) throw new Error('A node was asked for before the graph was opened.');
      const { graph, document } = bound;
      if (!document || !principal) return null;
      const answer = await graph.execute({
        document,
        audience: 'internal',
        variables: { id },
        // The fields are for the gateway alone; what each finds depends on the caller's own scopes and policies.
        ...delegated({ principal }, { scopes: [], policies: [INTERNAL_POLICY] }),
        requestId,
        signal,
      });
      const found = Object.values(answer.data ?? {}).find((type) => typeof type === 'string');
      if (typeof found === 'string') return found;
      // A subgraph that could not answer may have the object.
      dataOf(answer);
      return null;
    },
  };
}

function documentOf(graph: Graph): DocumentNode | null {
  const fields = Object.values(graph.internal.schema.getQueryType()?.getFields() ?? {})
    .filter(({ name, args }) => NODE_TYPE.test(name) && args.length === 1 && args[0]!.name === 'id')
    .map(({ name }) => `${name}(id: $id)`);
  return fields.length === 0
    ? null
    : graph.internal.prepare(`query FindNodeType($id: ID!) { ${fields.join(' ')} }`);
}
