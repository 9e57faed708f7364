import type { GraphPort, Logger, SubgraphRequest } from '@tributary/kit';
import type { OpenSubgraph } from '@tributary/kit/host';
import type { GatewayConfig } from '../config/index.ts';
import type { Graph, TransportOf } from '../graph/index.ts';

/** Options for opening the graph of a process. */
export interface LazyGraphOptions {
  readonly supergraphSdl: () => string | Promise<string>;
  /**
   * Subgraphs in this process. Read when the graph is opened, because they are created with its
   * port.
   */
  readonly local: () => readonly OpenSubgraph[];
  /** Reaches a subgraph that does not run in this process. */
  readonly remote: TransportOf;
  /** Replaces the transports of some subgraphs. */
  readonly upstreams?: TransportOf | undefined;
  readonly log: Logger;
  readonly showErrors?: boolean | undefined;
  readonly deadline?: number | undefined;
  readonly engine: GatewayConfig['GRAPH_ENGINE'];
}

/** A graph that is opened on first use. */
export interface LazyGraph {
  /** Sends operations of subgraphs and commands to the graph. */
  readonly port: GraphPort;
  open(): Promise<Graph>;
  /** Finds which type an id belongs to, among all subgraphs. */
  findNodeType(id: string, request: SubgraphRequest): Promise<string | null>;
  stop(): Promise<void>;
}

/**
 * Creates the graph of a process. Its module is loaded on first use, because most commands finish
 * without it.
 */
export function lazyGraph(options: LazyGraphOptions): LazyGraph {
  let opened: ReturnType<typeof openParts> | undefined;
  const parts = () => {
    opened ??= openParts(options);
    return opened;
  };
  return {
    port: {
      async ask(as, document, variables, options) {
        return (await parts()).port.ask(as, document, variables, options);
      },
    },
    open: async () => (await parts()).graph,
    findNodeType: async (id, request) => (await parts()).nodes.find(id, request),
    async stop() {
      // A graph that failed to open has nothing to stop; `open` has thrown its error to the caller.
      const found = await opened?.catch(() => null);
      await found?.graph.stop();
    },
  };
}

async function openParts({
  supergraphSdl,
  local,
  log,
  showErrors,
  deadline,
  engine,
  ...transports
}: LazyGraphOptions) {
  const { inProcessPort, inProcessTransport, nodeTypes, openGraph } = await import('../graph/index.ts');
  const here = local();
  const graph = await openGraph({
    supergraphSdl: await supergraphSdl(),
    transportOf(name, url) {
      const replaced = transports.upstreams?.(name, url);
      if (replaced) return replaced;
      const open = here.find((subgraph) => subgraph.name === name);
      return open ? inProcessTransport(open, log) : transports.remote(name, url);
    },
    log,
    engine,
    ...(showErrors === undefined ? {} : { showErrors }),
    ...(deadline === undefined ? {} : { deadline }),
  });
  const port = inProcessPort();
  const nodes = nodeTypes();
  port.bind(graph);
  nodes.bind(graph);
  return { graph, port, nodes };
}
