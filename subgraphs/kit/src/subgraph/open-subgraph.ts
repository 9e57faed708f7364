import type { GraphQLSchema } from 'graphql';
import type { Kysely } from 'kysely';
import type { Pool } from 'pg';
import { Registry } from 'prom-client';
import { TributaryError } from '../core/errors.ts';
import type { GraphPort } from '../core/graph-port.ts';
import type { Logger } from '../core/log.ts';
import type { Config, Settings } from '../core/settings.ts';
import type { ImportFlags, ImportTarget } from '../import/import-kind.ts';
import type { Preset } from '../import/mapping/mapping.ts';
import { openKysely } from '../postgres/connection/connect.ts';
import type { DatabaseCaller, RequestDatabase } from '../postgres/connection/request-database.ts';
import { readingDatabase } from '../postgres/replica/reading-database.ts';
import type { Replica } from '../postgres/replica/replica.ts';
import type { Scope } from '../postgres/scope.ts';
import { type BoundJob, type JobQueue, jobQueue } from './jobs.ts';
import type {
  ContextSource,
  SubgraphDefinition,
  SubgraphRequest,
  SubgraphServices,
} from './subgraph-definition.ts';

/** The services of the process in which a subgraph is opened. */
export interface OpenServices {
  readonly pool: Pool;
  /** Separate connections for session locks; default: those of `pool`. */
  readonly lockPool?: Pool | undefined;
  /** The replica for reads, if there is one. */
  readonly replica?: Replica | null | undefined;
  readonly log: Logger;
  readonly config: Config;
  readonly graph: GraphPort;
  /** Returns the current time in milliseconds: for requests, jobs and imports. */
  readonly clock: () => number;
  /** The metrics of the process; default: a registry of the subgraph's own. */
  readonly metrics?: Registry | undefined;
  /** The job queue of the process; without one, queueing a job fails. */
  readonly queue?: JobQueue | undefined;
}

/** A subgraph bound to a database. */
export interface OpenSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly jobs: readonly BoundJob[];
  /** Creates the context of one request. */
  context(request: SubgraphRequest): SubgraphRequest;
  demo(workspaceId: string, now: Date): Promise<void>;
  /** Begins an import of one of the subgraph's kinds; `file` is the name in its record. */
  beginImport(
    name: string,
    workspaceId: string,
    options: ImportFlags,
    preset: Preset | undefined,
    file?: string,
  ): ImportTarget;
}

/** Binds a subgraph to the services of a process. */
export function openSubgraph<Tables, Context extends SubgraphRequest, Spec extends Settings, Resources>(
  definition: SubgraphDefinition<Tables, Context, Spec, Resources>,
  schema: () => GraphQLSchema,
  process: OpenServices,
): OpenSubgraph {
  const { pool, lockPool = pool, log, graph, queue = jobQueue() } = process;
  const { name, tables } = definition;
  const { db, forRequest } = openKysely<Tables>(pool, name, tables.tenant);
  const { replica } = process;
  const onReplica = replica ? openKysely<Tables>(replica.pool, name, tables.tenant).forRequest : null;
  const reading = (caller: DatabaseCaller) =>
    replica && onReplica ? readingDatabase(replica, onReplica, forRequest, caller) : forRequest(caller);
  const services: SubgraphServices<Tables, Spec> = {
    db,
    lockSessions: openKysely<Tables>(lockPool, name, tables.tenant).db,
    log: log.child({ subgraph: name }),
    clock: process.clock,
    settings: process.config.read(definition.settings ?? ({} as Spec)),
    config: process.config,
    graph,
    metrics: process.metrics ?? new Registry(),
    queue,
  };
  const resources = definition.resources?.(services) as Resources;
  return {
    name,
    get schema() {
      return schema();
    },
    jobs: (definition.jobs ?? []).map(({ run, prepare, ...job }) => ({
      ...job,
      prepare: prepare && (() => prepare(resources)),
      run: (options) => run(services, options, resources),
    })),
    context: (request) =>
      definition.context(
        { ...sourceOf(request, services), ...scopesOf(request, forRequest, reading) },
        resources,
      ),
    demo: async (workspaceId, now) => definition.demo?.({ db, workspaceId }, now, { resources, graph }),
    beginImport(kindName, workspaceId, options, preset, file = '') {
      const kind = definition.imports?.find((each) => each.name === kindName);
      if (!kind) throw new Error(`${name} does not import ${kindName}.`);
      return kind.begin({ db, workspaceId }, options, { preset, file, graph, clock: process.clock });
    },
  };
}

/** Returns the request with the services for its context; the request's signal ends its queries. */
function sourceOf<Tables, Spec extends Settings>(
  request: SubgraphRequest,
  { settings, graph, queue, clock, log }: SubgraphServices<Tables, Spec>,
): Omit<ContextSource<Tables, Spec>, 'scope' | 'reading' | 'lasting'> {
  return {
    ...request,
    settings,
    graph: {
      ask: (as, text, variables, options) =>
        graph.ask(as, text, variables, { signal: request.signal, ...options }),
    },
    queue,
    clock,
    log,
  };
}

/** Creates the scopes of a request lazily, so that a request without statements costs nothing. */
function scopesOf<Tables>(
  { principal, signal, mayLag = false }: SubgraphRequest,
  forRequest: RequestDatabase<Tables>,
  forReading: (caller: DatabaseCaller) => Kysely<Tables>,
): Pick<ContextSource<Tables>, 'scope' | 'reading' | 'lasting'> {
  const open = (
    until: AbortSignal | null,
    database: (caller: DatabaseCaller) => Kysely<Tables>,
  ): Scope<Tables> => {
    if (!principal) throw new TributaryError('UNAUTHENTICATED', 'An API key is required.');
    const { workspaceId } = principal;
    return { workspaceId, db: database({ workspaceId, signal: until }) };
  };
  let scope: Scope<Tables> | undefined;
  let reading: Scope<Tables> | undefined;
  let lasting: Scope<Tables> | undefined;
  return {
    scope: () => (scope ??= open(signal, forRequest)),
    reading: () => (reading ??= open(signal, mayLag ? forReading : forRequest)),
    lasting: () => (lasting ??= open(null, forRequest)),
  };
}
