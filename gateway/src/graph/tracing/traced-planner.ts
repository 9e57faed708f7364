import type { SpanLabel, Tracer } from '@tributary/kit/telemetry';
import type { Planner } from '../planning/planner.ts';

const LABEL: SpanLabel = { name: 'plan', kind: 'internal', attributes: {} };

/** Starts a span for each operation that is planned, which no cached plan has. */
export function tracedPlanner(planner: Planner, tracer: Tracer): Planner {
  return {
    ...planner,
    plan(...operation) {
      const span = tracer.parent()?.startChild(LABEL);
      try {
        const planned = planner.plan(...operation);
        span?.end({ 'tributary.plan.fetches': planned.plan.length });
        return planned;
      } catch (error) {
        span?.end(undefined, 'not planned');
        throw error;
      }
    },
  };
}
