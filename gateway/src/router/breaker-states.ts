import { Gauge, type Registry } from 'prom-client';

/** The circuit breakers of a router's subgraphs. */
export interface BreakerStates {
  /** Sets whether the breaker of a subgraph is open. */
  set(subgraph: string, isOpen: boolean): void;
  /** Registers the metric. */
  observe(registry: Registry): void;
}

/** Creates the states, which exist before the registry of the process does. */
export function createBreakerStates(): BreakerStates {
  const states = new Map<string, boolean>();
  return {
    set: (subgraph, isOpen) => void states.set(subgraph, isOpen),
    observe(registry) {
      new Gauge({
        name: 'tributary_router_breaker_open',
        help: 'Whether the circuit breaker of a subgraph is open (1), so that the subgraph is not called.',
        labelNames: ['subgraph'],
        aggregator: 'max',
        registers: [registry],
        collect() {
          this.reset();
          for (const [subgraph, isOpen] of states) this.set({ subgraph }, isOpen ? 1 : 0);
        },
      });
    },
  };
}
