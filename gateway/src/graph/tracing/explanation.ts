import type { Plan } from '../planning/plan.ts';
import type { FetchOutcome } from './fetch-durations.ts';

/** A fetch that an operation has caused. */
export interface ExplainedFetch {
  readonly subgraph: string;
  /** Milliseconds from the start of the operation. */
  readonly start: number;
  readonly milliseconds: number;
  readonly outcome: FetchOutcome;
  /** How many entities were fetched; null for root fields. */
  readonly entities: number | null;
}

/** A fetch of a plan. */
export interface PlannedFetch {
  readonly id: number;
  /** The fetches that it waits for. */
  readonly after: readonly number[];
  readonly subgraph: string;
  /** Where the objects are that it completes; empty for the root. */
  readonly path: readonly string[];
  readonly operation: string;
}

/** How an operation was executed. */
export interface Explanation {
  /** Null with an engine that does not show its plans. */
  readonly plan: readonly PlannedFetch[] | null;
  readonly fetches: readonly ExplainedFetch[];
  readonly milliseconds: number;
}

/** Records how an operation is executed. */
export interface ExplanationRecorder {
  plan(plan: Plan): void;
  /** Records the start of a fetch; returns a function that records its end. */
  fetch(subgraph: string, entities: number | null): (outcome: FetchOutcome) => void;
  explanation(): Explanation;
}

/** Starts to record an operation. */
export function recordExplanation(): ExplanationRecorder {
  const started = performance.now();
  const sinceStart = () => rounded(performance.now() - started);
  const fetches: ExplainedFetch[] = [];
  let planned: PlannedFetch[] | null = null;
  return {
    plan(plan) {
      planned = plan.map(({ service, after, path, operation }, id) => ({
        id,
        after,
        subgraph: service,
        path,
        operation,
      }));
    },
    fetch(subgraph, entities) {
      const start = sinceStart();
      return (outcome) =>
        void fetches.push({
          subgraph,
          start,
          milliseconds: rounded(sinceStart() - start),
          outcome,
          entities,
        });
    },
    explanation: () => ({ plan: planned, fetches, milliseconds: sinceStart() }),
  };
}

function rounded(milliseconds: number): number {
  return Math.round(milliseconds * 100) / 100;
}
