import { startDeadline } from '../deadline.ts';
import type { Engine, EngineOptions, EngineRequest, Outcome } from '../engine.ts';
import type { Run } from '../execution/plan-run.ts';
import { faultOf } from '../faults.ts';
import { createPlanner, type Planner } from '../planning/planner.ts';
import { overrideLabelsOf } from '../planning/supergraph/read-subgraphs.ts';
import type { Audience } from '../supergraph.ts';
import { tracedPlanner } from '../tracing/traced-planner.ts';
import type { SourceEvent } from '../transports/transport.ts';
import { labelPlanners } from './label-planners.ts';
import { compileOperation } from './operation.ts';
import { createOperationCache, type OperationCache } from './operation-cache.ts';
import { runInParts } from './run-in-parts.ts';
import { inResponse, shapeResult } from './shape-result.ts';
import { startSubscription } from './subscription.ts';
import type { RunVariant, Variant } from './variant.ts';

/** Creates Tributary's own engine, which compiles query plans and response shapes to closures. */
export function createTributaryEngine(options: EngineOptions): Engine {
  const { supergraph, transports, deadline, mostDocuments, access, tracer, explains } = options;
  const planners = labelPlanners(overrideLabelsOf(supergraph.document), (active) => {
    const planner = createPlanner(supergraph, active);
    return tracer ? tracedPlanner(planner, tracer) : planner;
  });
  const planner = planners.for([]);
  const { matches, isConcrete } = planner;
  const { schemas } = supergraph;
  const tools = { transports, matches, isConcrete };
  // One cache per audience: a client must never run a plan of the internal schema.
  const operationsOf = (audience: Audience): OperationCache =>
    createOperationCache(
      (document, definition) =>
        compileOperation({ planners, schemas, audience, tools, access }, document, definition),
      mostDocuments,
    );
  const operations = { client: operationsOf('client'), internal: operationsOf('internal') };
  const variantOf = ({ audience, document, source, definition, coerced, request, defers }: EngineRequest) =>
    operations[audience].find(document, source, definition).variantFor(coerced, request, defers);
  const execute: RunVariant = (variant, request, event) =>
    runVariant(variant, request, event, { deadline, servicesOf: planner.servicesOf });
  const run = explains ? explained(execute) : execute;
  return {
    execute: async (request) => run(variantOf(request), request, null),
    subscribe: async (request, next) => startSubscription(variantOf(request), request, next, run),
    prepare: (audience, document, definition) => operations[audience].pin(document, definition).prepare(),
    busiest: (most) => operations.client.busiest(most),
    plan(document, definition, { text, variants }) {
      const operation = operations.client.find(document, text, definition);
      for (const variant of variants) operation.plan(variant);
    },
    planned: () => operations.client.size() + operations.internal.size(),
    async stop() {},
  };
}

/** Records the plan of each operation that is explained. */
function explained(execute: RunVariant): RunVariant {
  return (variant, request, event) => {
    request.request.explanation?.plan(variant.plan);
    return execute(variant, request, event);
  };
}

interface RunOptions extends Pick<Planner, 'servicesOf'> {
  /** Maximum duration, in milliseconds. */
  readonly deadline: number;
}

async function runVariant(
  { fetch, later, shape }: Variant,
  { variables, request }: Pick<EngineRequest, 'variables' | 'request'>,
  event: SourceEvent | null,
  { deadline: milliseconds, servicesOf }: RunOptions,
): Promise<Outcome> {
  const inFlight: string[] = [];
  const deadline = startDeadline(request.signal, milliseconds, inFlight);
  const run: Run = {
    data: {},
    faults: [],
    objectsAt: new Map(),
    variables,
    request: { ...request, signal: deadline.signal },
    event,
    batchers: new Map(),
    inFlight,
    isDeferred: later !== null,
    finished: request.signal.aborted,
  };
  if (later) return runInParts(later, { run, deadline, shape, servicesOf });
  const stopped = await deadline.wait(fetch(run)).finally(deadline.end);
  run.finished = true;
  if (stopped) run.faults.push(faultOf(stopped));
  const fetched = inResponse(run.faults, run.data, shape.clientPath);
  return shapeResult(shape.build, run, { fetched, reported: fetched, servicesOf });
}
