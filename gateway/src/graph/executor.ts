import { TributaryError } from '@tributary/kit';
import type { SubgraphRequest } from '@tributary/kit/host';
import { type DocumentNode, GraphQLError, type GraphQLSchema, getVariableValues } from 'graphql';
import { startDeadline } from './deadline.ts';
import { type Fault, thrown } from './execution/faults.ts';
import type { Json, Run } from './execution/run.ts';
import { createMeasures, type Measure } from './measure/measure.ts';
import { compileOperation, findOperation, type Operation } from './operation.ts';
import { createOperations, type Operations } from './operations.ts';
import { type Audience, createPlanner, type Planner } from './planning/planner.ts';
import type { Shape } from './shape.ts';
import type { ClientPath } from './shaping/client-path.ts';
import type { Transport, TransportOf } from './transports/transport.ts';
import type { Variant } from './variant.ts';

/** What is to be executed, and for whom. */
export interface Execution {
  /** Parsed and validated. */
  readonly document: DocumentNode;
  /** Whose schema the document was validated against; a client's if not given. */
  readonly audience?: Audience | undefined;
  /** The text that the document was parsed from, where the door has it. */
  readonly source?: string | undefined;
  readonly operationName?: string | undefined;
  readonly variables: Readonly<Json>;
  readonly request: SubgraphRequest;
}

/** What came of it. Without `data` the operation was refused and nothing has run: over HTTP that is 400. */
export interface Outcome {
  readonly data?: Json | null;
  readonly faults: readonly Fault[];
}

/** Executes operations on a supergraph by Apollo's query plans. */
export interface Executor {
  /** What each audience may ask. */
  readonly schemas: Readonly<Record<Audience, GraphQLSchema>>;
  /** How large an operation of a client's valid document is; null when the document has none of that name. */
  measure(document: DocumentNode, operationName?: string): Measure | null;
  execute(execution: Execution): Promise<Outcome>;
  /** Plans an operation now and for good; throws a GraphQLError when it cannot be executed. */
  prepare(audience: Audience, document: DocumentNode, operationName?: string): void;
  /** How many documents are kept planned, besides those prepared. */
  planned(): number;
  /** Closes what the transports hold open. */
  stop(): Promise<void>;
}

/** Longest that one request may take, in milliseconds. */
const DEADLINE = 30_000;

export interface ExecutorOptions {
  readonly supergraphSdl: string;
  readonly transportOf: TransportOf;
  /** Longest that one request may take, in milliseconds. */
  readonly deadline?: number | undefined;
  /** How many documents are kept planned. */
  readonly mostDocuments?: number | undefined;
}

/** Loads a supergraph for execution; every subgraph of it needs a transport. */
export function createExecutor(options: ExecutorOptions): Executor {
  const planner = createPlanner(options.supergraphSdl);
  const { schemas, matches, isConcrete } = planner;
  const transports = transportsTo(planner, options.transportOf);
  const tools = { transports, matches, isConcrete };
  // Kept apart by audience: a client must never meet a plan that was made of the whole supergraph.
  const operationsOf = (audience: Audience): Operations =>
    createOperations(
      (document, definition) => compileOperation({ planner, audience, tools }, document, definition),
      options.mostDocuments,
    );
  const operations = { client: operationsOf('client'), internal: operationsOf('internal') };
  return {
    schemas,
    measure: createMeasures(schemas.client, planner.weights),
    async execute(execution) {
      const { audience = 'client', document, source, operationName } = execution;
      const schema = schemas[audience];
      let variant: Variant;
      try {
        const definition = findOperation(schema, document, operationName);
        const operation = operations[audience].find(document, source, definition);
        const { coerced, errors } = coerce(schema, operation, execution.variables);
        if (errors) return { faults: errors.map(refusal) };
        variant = operation.variantFor(coerced);
      } catch (error) {
        return error instanceof GraphQLError
          ? { faults: [refusal(error)] }
          : { data: null, faults: [thrown(error)] };
      }
      return run(variant, execution, options.deadline ?? DEADLINE, planner.servicesOf);
    },
    prepare(audience, document, operationName) {
      operations[audience]
        .keep(document, findOperation(schemas[audience], document, operationName))
        .prepare();
    },
    planned: () => operations.client.size() + operations.internal.size(),
    async stop() {
      await Promise.all([...transports.values()].map((transport) => transport.stop?.()));
    },
  };
}

function transportsTo({ subgraphs }: Planner, transportOf: TransportOf): Map<string, Transport> {
  const transports = new Map<string, Transport>();
  for (const { name, url } of subgraphs) {
    const transport = transportOf(name, url);
    if (!transport)
      throw new Error(`The supergraph has a subgraph "${name}" that this gateway does not know.`);
    transports.set(name, transport);
  }
  return transports;
}

async function run(
  { fetch, shape }: Variant,
  { variables, request }: Execution,
  milliseconds: number,
  servicesOf: Planner['servicesOf'],
): Promise<Outcome> {
  const deadline = startDeadline(request.signal, milliseconds);
  const run: Run = {
    data: {},
    faults: [],
    found: new Map(),
    sent: variables,
    request: { ...request, signal: deadline.signal },
    lots: new Map(),
    asked: [],
    over: request.signal.aborted,
  };
  const stopped = await deadline.wait(fetch(run));
  run.over = true;
  if (stopped) run.faults.push(thrown(naming(stopped, run.asked)));
  return shaped(shape, run, servicesOf);
}

/** The error with the subgraphs that had not answered yet. */
function naming(error: TributaryError, asked: readonly string[]): TributaryError {
  const service = [...new Set(asked)].join(', ');
  return new TributaryError(error.code, error.message, { details: { ...error.details, service } });
}

/** What has arrived, as the client asked for it: all of it, or with nulls and faults where something is missing. */
function shaped(
  { build, clientPath }: Shape,
  { data, faults, sent }: Run,
  servicesOf: Planner['servicesOf'],
): Outcome {
  const found: Fault[] = [];
  try {
    const fetched = faults.flatMap((fault) => inResponse(fault, data, clientPath));
    return { data: build(data, { fetched, found, sent, servicesOf }), faults: [...fetched, ...found] };
  } catch (error) {
    const fault = error instanceof GraphQLError ? refusal(error) : thrown(error);
    return { data: null, faults: [...faults, ...found, fault] };
  }
}

/** A fault with the client's response path; none when it concerns what the client did not ask for. */
function inResponse(fault: Fault, data: Json, clientPath: ClientPath): Fault[] {
  if (!fault.path) return [fault];
  const path = clientPath(data, fault.path);
  return path ? [{ ...fault, path: path.length > 0 ? path : undefined }] : [];
}

function coerce(
  schema: GraphQLSchema,
  { definition }: Operation,
  variables: Readonly<Json>,
): { coerced: Readonly<Json>; errors?: readonly GraphQLError[] } {
  const definitions = definition.variableDefinitions;
  if (!definitions || definitions.length === 0) return { coerced: {} };
  const { coerced, errors } = getVariableValues(schema, definitions, variables, { maxErrors: 50 });
  return errors ? { coerced: {}, errors } : { coerced };
}

function refusal(error: GraphQLError): Fault {
  return {
    message: error.message,
    ...(error.path ? { path: error.path } : {}),
    extensions: { code: 'INVALID_INPUT', ...error.extensions },
  };
}
