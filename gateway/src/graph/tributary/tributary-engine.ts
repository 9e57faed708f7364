import { GraphQLError } from 'graphql';
import { startDeadline } from '../deadline.ts';
import type { Engine, EngineOptions, EngineRequest, Outcome } from '../engine.ts';
import type { Run } from '../execution/plan-run.ts';
import { type Fault, faultOf, rejection } from '../faults.ts';
import type { Json } from '../json.ts';
import { createPlanner, type Planner } from '../planning/planner.ts';
import { overrideLabelsOf } from '../planning/supergraph/read-subgraphs.ts';
import type { ClientPath } from '../shaping/client-path.ts';
import type { Shape } from '../shaping/shape.ts';
import type { Audience } from '../supergraph.ts';
import { tracedPlanner } from '../tracing/traced-planner.ts';
import type { SourceEvent } from '../transports/transport.ts';
import { labelPlanners } from './label-planners.ts';
import { compileOperation } from './operation.ts';
import { createOperationCache, type OperationCache } from './operation-cache.ts';
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
  const variantOf = ({ audience, document, source, definition, coerced, request }: EngineRequest) =>
    operations[audience].find(document, source, definition).variantFor(coerced, request);
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
  { fetch, shape }: Variant,
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
    finished: request.signal.aborted,
  };
  const stopped = await deadline.wait(fetch(run));
  run.finished = true;
  if (stopped) run.faults.push(faultOf(stopped));
  return shapeResponse(shape, run, servicesOf);
}

/**
 * Builds the client's response from the fetched data, with nulls and faults where data is missing.
 */
function shapeResponse(
  { build, clientPath }: Shape,
  { data, faults, variables }: Run,
  servicesOf: Planner['servicesOf'],
): Outcome {
  const found: Fault[] = [];
  try {
    const fetched = distinct(faults.flatMap((fault) => inResponse(fault, data, clientPath)));
    return { data: build(data, { fetched, found, variables, servicesOf }), faults: [...fetched, ...found] };
  } catch (error) {
    const fault = error instanceof GraphQLError ? rejection(error) : faultOf(error);
    return { data: null, faults: [...faults, ...found, fault] };
  }
}

/**
 * Drops repeated faults: a field may be fetched for the client and for a requirement, and fail
 * twice.
 */
function distinct(faults: Fault[]): Fault[] {
  if (faults.length < 2) return faults;
  const byPlace = new Map(faults.map((fault) => [JSON.stringify([fault.message, fault.path]), fault]));
  return [...byPlace.values()];
}

/**
 * Translates the path of a fault to the client's response; drops faults of fields that the client
 * did not select.
 */
function inResponse(fault: Fault, data: Json, clientPath: ClientPath): Fault[] {
  if (!fault.path) return [fault];
  const path = clientPath(data, fault.path);
  return path ? [{ ...fault, path: path.length > 0 ? path : undefined }] : [];
}
