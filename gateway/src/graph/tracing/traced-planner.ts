import type { Tracer } from '@tributary/kit/telemetry';
import type { Planner } from '../planning/planner.ts';

/** Starts a span for each operation that is planned, which no cached plan has. */
export function tracedPlanner(planner: Planner, tracer: Tracer): Planner {
  return {
    ...planner,
    plan(document, operationName) {
      const span = tracer.start('plan', 'internal', {});
      try {
        const plan = planner.plan(document, operationName);
        span?.end({ 'tributary.plan.fetches': plan.length });
        return plan;
      } catch (error) {
        span?.end({}, 'not planned');
        throw error;
      }
    },
  };
}
