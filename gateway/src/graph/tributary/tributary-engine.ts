import { print } from 'graphql';
import { readAccessRules } from '../authorization/access-rules.ts';
import { readCacheDirectives } from '../caching/cache-directives.ts';
import { cachedResponses, freshnessOfOutcome } from '../caching/cached-responses.ts';
import { hashOf } from '../caching/caller-keys.ts';
import { hintReader } from '../caching/operation-hints.ts';
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
  const { supergraph, transports, deadline, mostDocuments, access, tracer, explains, cache } = options;
  const planners = labelPlanners(overrideLabelsOf(supergraph.document), (active) => {
    const planner = createPlanner(supergraph, active);
    return tracer ? tracedPlanner(planner, tracer) : planner;
  });
  const planner = planners.for([]);
  const { matches, isConcrete } = planner;
  const { schemas } = supergraph;
  const hintsOf = cache ? hintsIn(supergraph, access) : null;
  const tools = { transports, matches, isConcrete, hintsOf };
  const supergraphId = cache ? hashOf(print(supergraph.document)) : null;
  const respond = cache?.storesResponses ? cachedResponses(transports, cache) : null;
  // One cache per audience: a client must never run a plan of the internal schema.
  const operationsOf = (audience: Audience): OperationCache =>
    createOperationCache(
      (document, definition) =>
        compileOperation({ planners, schemas, audience, tools, access, supergraphId }, document, definition),
      mostDocuments,
    );
  const operations = { client: operationsOf('client'), internal: operationsOf('internal') };
  const variantOf = ({ audience, document, source, definition, coerced, request, defers }: EngineRequest) =>
    operations[audience].find(document, source, definition).variantFor(coerced, request, defers);
  const execute: RunVariant = (variant, request, event) =>
    runVariant(variant, request, event, {
      deadline,
      respond,
      reportsFreshness: cache !== undefined,
      servicesOf: planner.servicesOf,
    });
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

/** Returns what reads the directives of a supergraph for caching. */
function hintsIn({ document, schemas }: EngineOptions['supergraph'], access: EngineOptions['access']) {
  const directives = readCacheDirectives(document);
  const unenforced = access ? null : readAccessRules(document);
  return hintReader({ schema: schemas.internal, directives, unenforced });
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
  /** Executes operations with the cache of whole responses; null without one. */
  readonly respond: ReturnType<typeof cachedResponses> | null;
  /** Whether outcomes tell how long they may be used again. */
  readonly reportsFreshness: boolean;
}

async function runVariant(
  variant: Variant,
  { variables, request }: Pick<EngineRequest, 'variables' | 'request'>,
  event: SourceEvent | null,
  { deadline: milliseconds, respond, reportsFreshness, servicesOf }: RunOptions,
): Promise<Outcome> {
  const { fetch, later, shape } = variant;
  const inFlight: string[] = [];
  const deadline = startDeadline(request.signal, milliseconds, inFlight);
  const run: Run = {
    data: {},
    faults: [],
    objectsAt: new Map(),
    unified: new Map(),
    variables,
    request: { ...request, signal: deadline.signal },
    event,
    batchers: new Map(),
    inFlight,
    isDeferred: later !== null,
    finished: request.signal.aborted,
  };
  if (later) return runInParts(later, { run, deadline, shape, servicesOf });
  const execute = async (): Promise<Outcome> => {
    const stopped = await deadline.wait(fetch(run));
    run.finished = true;
    if (stopped) run.faults.push(faultOf(stopped));
    const fetched = inResponse(run.faults, run.data, shape.clientPath);
    const outcome = shapeResult(shape.build, run, { fetched, reported: fetched, servicesOf });
    return reportsFreshness ? { ...outcome, freshness: freshnessOfOutcome(outcome, run) } : outcome;
  };
  return (respond ? respond(variant, run, execute) : execute()).finally(deadline.end);
}
