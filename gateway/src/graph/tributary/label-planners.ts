import { LRUCache } from 'lru-cache';
import type { Planner } from '../planning/planner.ts';
import type { RoutedRequest } from '../transports/client-exchange.ts';

/** The planners of a supergraph with progressive overrides: one for each set of active labels. */
export interface LabelPlanners {
  /** Lists the active labels of a request, in the order of the supergraph. */
  activeIn(request: RoutedRequest): readonly string[];
  /** Returns those of some labels that the supergraph has. */
  known(labels: readonly string[]): readonly string[];
  /** Returns the planner for the active labels. */
  for(active: readonly string[]): Planner;
}

/** Maximum number of cached planners. */
const MOST_PLANNERS = 16;

const NONE: readonly string[] = [];

/** Creates the planners for the labels of a supergraph; without labels there is one for all. */
export function labelPlanners(
  labels: readonly string[],
  create: (active: ReadonlySet<string>) => Planner,
): LabelPlanners {
  const usual = create(new Set());
  if (labels.length === 0) return { activeIn: () => NONE, known: () => NONE, for: () => usual };
  const planners = new LRUCache<string, Planner>({ max: MOST_PLANNERS });
  return {
    activeIn: ({ exchange }) => (exchange ? labels.filter((label) => exchange.isActive(label)) : NONE),
    known: (some) => labels.filter((label) => some.includes(label)),
    for(active) {
      if (active.length === 0) return usual;
      const key = active.join();
      const planner = planners.get(key) ?? create(new Set(active));
      planners.set(key, planner);
      return planner;
    },
  };
}
