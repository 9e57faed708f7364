import type { GraphQLSchema } from 'graphql';
import type { Graph } from '../graph.ts';

/** The graph of an endpoint, which may be replaced while requests are in flight. */
export interface LiveGraph {
  /** Returns the graph for new operations. */
  current(): Graph;
  /** Returns the graph whose client schema a document was validated with. */
  of(schema: GraphQLSchema): Graph;
  /** Calls back with each graph that replaces another; returns a function that ends this. */
  onReplaced(callback: (graph: Graph) => void): () => void;
}

/** A live graph that its owner can replace. */
export interface ReplaceableGraph extends LiveGraph {
  /** Makes `next` the current graph. What was started on the graph before it, ends there. */
  replace(next: Graph): void;
  /** Stops the current graph and those before it. */
  stop(): Promise<void>;
}

/** How many replaced graphs may be kept for their subscriptions. */
const MOST_REPLACED = 3;

/** A graph, with what still needs it. */
interface Generation {
  readonly graph: Graph;
  /** Open subscriptions. */
  streams: number;
  /** Set once no query or mutation can be in flight. */
  isIdle: boolean;
}

/** Returns a live graph that is never replaced. */
export function fixedGraph(graph: Graph): LiveGraph {
  return { current: () => graph, of: () => graph, onReplaced: () => () => {} };
}

/**
 * Creates a live graph. A replaced graph is stopped `lingerMs` after its replacement, the longest
 * that a query can take, and after the end of its last subscription.
 */
export function replaceableGraph(first: Graph, lingerMs: number): ReplaceableGraph {
  const generations: Generation[] = [];
  const listeners = new Set<(graph: Graph) => void>();
  const drop = (generation: Generation): Promise<void> => {
    const index = generations.indexOf(generation);
    if (index >= 0) generations.splice(index, 1);
    return generation.graph.stop();
  };
  const stopIfUnused = (generation: Generation) => {
    if (generation.isIdle && generation.streams === 0) void drop(generation);
  };
  const add = (graph: Graph) => {
    const generation: Generation = {
      graph: countingStreams(graph, (change) => {
        generation.streams += change;
        stopIfUnused(generation);
      }),
      streams: 0,
      isIdle: false,
    };
    generations.unshift(generation);
    return generation.graph;
  };
  const retire = (generation: Generation) => {
    setTimeout(() => {
      generation.isIdle = true;
      stopIfUnused(generation);
    }, lingerMs).unref();
  };
  add(first);
  return {
    current: () => generations[0]!.graph,
    of: (schema) => (generations.find(({ graph }) => graph.schema === schema) ?? generations[0]!).graph,
    onReplaced(callback) {
      listeners.add(callback);
      return () => listeners.delete(callback);
    },
    replace(next) {
      retire(generations[0]!);
      const graph = add(next);
      for (const old of generations.slice(MOST_REPLACED + 1)) void drop(old);
      for (const listener of listeners) listener(graph);
    },
    async stop() {
      await Promise.all([...generations].map(drop));
    },
  };
}

/** Reports when a subscription of a graph starts and when it ends. */
function countingStreams(graph: Graph, count: (change: 1 | -1) => void): Graph {
  return {
    ...graph,
    async subscribe(request, next) {
      count(1);
      let isStream = false;
      try {
        const started = await graph.subscribe(request, next);
        isStream = Symbol.asyncIterator in started;
        return isStream ? countedUntilEnd(started as AsyncIterable<never>, () => count(-1)) : started;
      } finally {
        if (!isStream) count(-1);
      }
    },
  };
}

/** Calls `end` once, when the results end or are no longer read, even if they never were. */
function countedUntilEnd<Result>(results: AsyncIterable<Result>, end: () => void): AsyncIterable<Result> {
  let ended = false;
  const finish = () => {
    if (!ended) end();
    ended = true;
  };
  return {
    [Symbol.asyncIterator]() {
      const iterator = results[Symbol.asyncIterator]();
      return {
        async next() {
          const step = await iterator.next().catch((error) => {
            finish();
            throw error;
          });
          if (step.done) finish();
          return step;
        },
        async return(value) {
          finish();
          return (await iterator.return?.(value)) ?? { done: true, value };
        },
      };
    },
  };
}
