import type { GraphPort, Logger, SubgraphRequest } from '@tributary/kit';
import type { OpenSubgraph } from '@tributary/kit/host';
import type { GatewayConfig } from '../config/index.ts';
import type { Graph, GraphTelemetry, PartCache, TransportOf } from '../graph/index.ts';

/** The supergraph of a process. */
export interface GraphSource {
  readonly supergraphSdl: () => string | Promise<string>;
  /** Reaches a subgraph that does not run in this process. */
  readonly remote: TransportOf;
  /** Whether the security directives are enforced here, and not only by the subgraphs. */
  readonly authorizes?: boolean | undefined;
}

/** Options for opening the graph of a process. */
export interface LazyGraphOptions extends GraphSource {
  /**
   * Subgraphs in this process. Read when the graph is opened, because they are created with its
   * port.
   */
  readonly local: () => readonly OpenSubgraph[];
  /** Replaces the transports of some subgraphs. */
  readonly upstreams?: TransportOf | undefined;
  readonly log: Logger;
  readonly showErrors?: boolean | undefined;
  readonly deadline?: number | undefined;
  readonly engine: GatewayConfig['GRAPH_ENGINE'];
  /** Called with the workspace of each mutation before it is answered. */
  readonly recordWrite?: ((workspaceId: string) => Promise<void>) | undefined;
  /** Where operations, plans and fetches are traced. */
  readonly telemetry?: GraphTelemetry | undefined;
  /** Stores whole responses, and applies the directives of the supergraph for caching. */
  readonly cache?: PartCache | undefined;
  /** Whether requests may ask for an explanation. */
  readonly explains?: boolean | undefined;
}

/** A graph that is opened on first use. */
export interface LazyGraph {
  /** Sends operations of subgraphs and commands to the graph. */
  readonly port: GraphPort;
  open(): Promise<Graph>;
  /** Opens another graph of the process, which is not used until it is bound. */
  openOther(source: GraphSource): Promise<Graph>;
  /** Makes another graph the one that subgraphs and commands query. */
  bind(graph: Graph): Promise<void>;
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
    openOther: (source) => openOne({ ...options, ...source }),
    async bind(graph) {
      const { port, nodes } = await parts();
      port.bind(graph);
      nodes.bind(graph);
    },
    findNodeType: async (id, request) => (await parts()).nodes.find(id, request),
    async stop() {
      // A graph that failed to open has nothing to stop; `open` has thrown its error to the caller.
      const found = await opened?.catch(() => null);
      await found?.graph.stop();
    },
  };
}

async function openParts(options: LazyGraphOptions) {
  const { inProcessPort, nodeTypes } = await import('../graph/index.ts');
  const graph = await openOne(options);
  const port = inProcessPort();
  const nodes = nodeTypes();
  port.bind(graph);
  nodes.bind(graph);
  return { graph, port, nodes };
}

async function openOne(options: LazyGraphOptions): Promise<Graph> {
  const { inProcessTransport, openGraph } = await import('../graph/index.ts');
  const {
    supergraphSdl,
    log,
    showErrors,
    deadline,
    engine,
    authorizes,
    telemetry,
    explains,
    recordWrite,
    cache,
  } = options;
  const here = options.local();
  return openGraph({
    supergraphSdl: await supergraphSdl(),
    transportOf(name, url) {
      const replaced = options.upstreams?.(name, url);
      if (replaced) return replaced;
      const open = here.find((subgraph) => subgraph.name === name);
      return open ? inProcessTransport(open, log) : options.remote(name, url);
    },
    log,
    engine,
    recordWrite,
    telemetry,
    explains,
    cache,
    ...(authorizes === undefined ? {} : { authorizes }),
    ...(showErrors === undefined ? {} : { showErrors }),
    ...(deadline === undefined ? {} : { deadline }),
  });
}
