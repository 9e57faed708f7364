import type { GraphPort, Logger } from '@tributary/kit';
import type { OpenSubgraph } from '@tributary/kit/host';
import type { EngineName } from '../graph/index.ts';

/** The graph of a command: in this process, over every subgraph, and opened when it is first asked. */
export interface LazyGraph extends GraphPort {
  stop(): Promise<void>;
}

/**
 * Most commands never ask the graph, and what it stands on takes longer to load than they take to run. `here` gives
 * the subgraphs, which themselves are opened with this port.
 */
export function lazyGraph(here: () => readonly OpenSubgraph[], log: Logger, engine: EngineName): LazyGraph {
  let opened: Promise<{ port: GraphPort; stop(): Promise<void> }> | undefined;
  return {
    async ask(as, document, variables, options) {
      opened ??= open(here(), log, engine);
      return (await opened).port.ask(as, document, variables, options);
    },
    stop: async () => (await opened)?.stop(),
  };
}

async function open(here: readonly OpenSubgraph[], log: Logger, engine: EngineName) {
  const [{ inProcessPort, inProcessTransport, openGraph }, { supergraphSdl }] = await Promise.all([
    import('../graph/index.ts'),
    import('@tributary/schema'),
  ]);
  const graph = await openGraph({
    supergraphSdl: supergraphSdl(),
    transportOf(name) {
      const open = here.find((subgraph) => subgraph.name === name);
      return open && inProcessTransport(open, log);
    },
    log,
    engine,
  });
  const port = inProcessPort();
  port.bind(graph);
  return { port, stop: () => graph.stop() };
}
