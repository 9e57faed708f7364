import { randomUUID } from 'node:crypto';
import type { GraphCaller, GraphPort } from '@tributary/kit';
import { dataOf, seesInternalFields } from '@tributary/kit/host';
import type { DocumentNode } from 'graphql';
import { LRUCache } from 'lru-cache';
import type { Graph } from '../graph.ts';

/** Maximum number of cached documents of subgraphs and jobs, which are constants in the code. */
const MOST_DOCUMENTS = 200;

/**
 * Creates the graph port of the subgraphs in this process. It exists before the graph, which needs
 * the subgraphs, and is bound to it afterwards.
 */
export function inProcessPort(): GraphPort & { bind(graph: Graph): void } {
  const documents = new LRUCache<string, DocumentNode>({ max: MOST_DOCUMENTS });
  let bound: Graph | undefined;
  return {
    bind(graph) {
      // Prepared documents belong to the graph that they were prepared for.
      documents.clear();
      bound = graph;
    },
    async ask<Data>(
      { principal, delivery }: GraphCaller,
      text: string,
      variables: Record<string, unknown> = {},
      { signal = new AbortController().signal, partial = false } = {},
    ) {
      if (!bound) throw new Error('The graph port has no graph yet: call bind() first.');
      const audience = seesInternalFields(principal) ? 'internal' : 'client';
      const view = audience === 'internal' ? bound.internal : bound;
      const key = `${audience} ${text}`;
      let document = documents.get(key);
      if (!document) {
        document = view.prepare(text);
        documents.set(key, document);
      }
      const result = await bound.execute({
        document,
        audience,
        variables,
        principal,
        delivery,
        requestId: randomUUID(),
        signal,
        mayLag: false,
      });
      return dataOf<Data>(result, partial);
    },
  };
}
