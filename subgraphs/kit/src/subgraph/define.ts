import { buildSubgraphSchema } from '@apollo/subgraph';
import { sharedSdl } from '@tributary/schema';
import {
  type GraphQLFieldResolver,
  type GraphQLNamedType,
  type GraphQLResolveInfo,
  GraphQLScalarType,
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  parse,
  valueFromAST,
} from 'graphql';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Pool } from 'pg';
import { Registry } from 'prom-client';
import { TributaryError } from '../core/errors.ts';
import type { GraphPort } from '../core/graph-port.ts';
import type { Logger } from '../core/log.ts';
import type { Principal } from '../core/principal.ts';
import type { Config, Settings, SettingValues } from '../core/settings.ts';
import type { ImportFlags, ImportKind, ImportTarget } from '../import/import-kind.ts';
import type { Preset } from '../import/mapping/mapping.ts';
import { openKysely } from '../postgres/connection/connect.ts';
import type { RequestDatabase } from '../postgres/connection/request-database.ts';
import type { Scope } from '../postgres/scope.ts';
import type { SealedColumn } from '../postgres/secrets/reseal.ts';
import { guardSchema } from './guard.ts';
import { type BoundJob, type Job, type JobQueue, jobQueue } from './jobs.ts';
import { checkFinders, type NodeFinders, nodeTypeField, nodeTypeResolver } from './nodes.ts';
import { scalars, sharedEnums } from './scalars.ts';

/** A request to a subgraph, in process or over HTTP. */
export interface SubgraphRequest {
  readonly principal: Principal | null;
  readonly requestId: string;
  /**
   * The request id that the gateway generates, never chosen by the caller. Charges of the response
   * are recorded under it.
   */
  readonly delivery?: string | undefined;
  /**
   * The same for every retry of a request with an idempotency key, so that its effects happen once.
   */
  readonly once?: string | undefined;
  /** Aborted when the caller hangs up or the deadline passes. */
  readonly signal: AbortSignal;
}

/** The parts from which a subgraph creates its context. */
export interface ContextSource<Tables, Spec extends Settings = Settings> extends SubgraphRequest {
  readonly settings: SettingValues<Spec>;
  readonly log: Logger;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** Queries the whole graph, for data of other subgraphs. */
  readonly graph: GraphPort;
  /** Queues the subgraph's jobs. */
  readonly queue: JobQueue;
  /**
   * Returns the scope of the caller's workspace; throws UNAUTHENTICATED for an anonymous caller.
   * Its statements are cancelled in PostgreSQL when the signal is aborted.
   */
  scope(): Scope<Tables>;
  /**
   * Returns the same scope without cancellation, for work that must finish: charges, and work
   * shared with other callers.
   */
  lasting(): Scope<Tables>;
}

// The SDL determines the types of source and arguments; each resolver declares them itself.
// biome-ignore lint/suspicious/noExplicitAny: one place for all resolvers
type Resolver<Context> = GraphQLFieldResolver<any, Context>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type ReferenceResolver<Context> = (reference: any, context: Context, info: GraphQLResolveInfo) => unknown;

/** Resolvers by type and field; an entity has `__resolveReference` beside its fields. */
export type Resolvers<Context> = Record<
  string,
  Record<string, Resolver<Context> | ReferenceResolver<Context> | string> | GraphQLScalarType
>;

/** The services of a subgraph, for its jobs and resources. */
export interface SubgraphServices<Tables, Spec extends Settings = Settings> {
  /**
   * The database. The tenant guard rejects queries on tenant tables that do not constrain the
   * workspace.
   */
  readonly db: Kysely<Tables>;
  /**
   * The same database on separate connections, for session locks that are held while `db` is
   * queried.
   */
  readonly lockSessions: Kysely<Tables>;
  readonly log: Logger;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly settings: SettingValues<Spec>;
  /** Queries the whole graph, for data of other subgraphs. */
  readonly graph: GraphPort;
  /** The registry of the subgraph's metrics. */
  readonly metrics: Registry;
  /** Queues the subgraph's jobs. */
  readonly queue: JobQueue;
}

/** The services that create sample data, besides the database. */
export interface DemoServices<Resources> {
  readonly resources: Resources;
  /** Queries the whole graph, which has the sample data of the preceding subgraphs. */
  readonly graph: GraphPort;
}

/** The definition of a subgraph. */
export interface SubgraphDefinition<
  Tables,
  Context extends SubgraphRequest,
  Spec extends Settings = Settings,
  Resources = undefined,
> {
  /** The name of the subgraph and of its PostgreSQL schema. */
  readonly name: string;
  /** The SDL, without the definitions of `shared.graphql`. */
  readonly sdl: string;
  readonly resolvers: Resolvers<Context>;
  /** Finds objects by id, by type: one finder for each type that implements `Node`. */
  readonly nodes?: NodeFinders<Context>;
  /** The environment variables that the subgraph reads. */
  readonly settings?: Spec;
  /**
   * Creates the resources that all requests and jobs share, such as HTTP clients and caches; called
   * once.
   */
  readonly resources?: (services: SubgraphServices<Tables, Spec>) => Resources;
  readonly context: (source: ContextSource<Tables, Spec>, resources: Resources) => Context;
  readonly migrations: Readonly<Record<string, Migration>>;
  /**
   * All tables: `tenant` ones have `workspace_id` first in every key, `shared` ones belong to no
   * workspace.
   */
  readonly tables: { readonly tenant: readonly string[]; readonly shared: readonly string[] };
  /** The columns of encrypted text, which `tributary secrets rotate` encrypts again. */
  readonly sealed?: readonly SealedColumn[];
  readonly jobs?: readonly Job<SubgraphServices<Tables, Spec>, Resources>[];
  readonly imports?: readonly ImportKind<Tables>[];
  /**
   * Creates the sample data of a demo workspace, dated relative to `now`. Must be repeatable after
   * an interruption.
   */
  readonly demo?: (scope: Scope<Tables>, now: Date, services: DemoServices<Resources>) => Promise<void>;
}

/** A subgraph: executed in process by the gateway, or served over HTTP by its own `main.ts`. */
export interface Subgraph {
  readonly name: string;
  /** The whole SDL, including the shared part. */
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly tables: SubgraphDefinition<unknown, SubgraphRequest>['tables'];
  readonly imports: readonly Omit<ImportKind<never>, 'begin'>[];
  readonly sealed: readonly SealedColumn[];
  /** The environment variables that it reads. */
  readonly settings: Settings;
  /** Binds the subgraph to a database. */
  open(services: OpenServices): OpenSubgraph;
}

/** The services of the process in which a subgraph is opened. */
export interface OpenServices {
  readonly pool: Pool;
  /** Separate connections for session locks; default: those of `pool`. */
  readonly lockPool?: Pool | undefined;
  readonly log: Logger;
  readonly config: Config;
  readonly graph: GraphPort;
  /** The clock of requests and jobs; default: the system's. */
  readonly clock?: (() => number) | undefined;
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

/** Creates a subgraph; throws if SDL and resolvers do not match. */
export function defineSubgraph<
  Tables,
  Context extends SubgraphRequest,
  Spec extends Settings = Record<never, never>,
  Resources = undefined,
>(definition: SubgraphDefinition<Tables, Context, Spec, Resources>): Subgraph {
  const sdl = `${sharedSdl}\n${definition.sdl}`;
  const resolvers = { ...scalars, ...sharedEnums, ...definition.resolvers, ...nodeTypeOf(sdl, definition) };
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers: resolvers as never }]);
  refuseStrays(schema, resolvers as Resolvers<never>);
  checkFinders(schema, definition.nodes ?? {});
  readDefaults(schema);
  guardSchema(schema);
  return {
    name: definition.name,
    sdl,
    schema,
    migrations: definition.migrations,
    tables: definition.tables,
    imports: definition.imports ?? [],
    sealed: definition.sealed ?? [],
    settings: definition.settings ?? {},
    open: (services) => openSubgraph(definition, schema, services),
  };
}

/**
 * Returns the resolvers of Query including the one that finds the type of an id; none if the SDL
 * lacks that field.
 */
function nodeTypeOf<Tables, Context extends SubgraphRequest, Spec extends Settings, Resources>(
  sdl: string,
  { name, nodes = {}, resolvers }: SubgraphDefinition<Tables, Context, Spec, Resources>,
): Resolvers<Context> {
  const field = nodeTypeField(name);
  if (!sdl.includes(`${field}(`)) return {};
  const { Query = {} } = resolvers;
  return { Query: { ...(Query as object), [field]: nodeTypeResolver(nodes) } } as Resolvers<Context>;
}

/**
 * Parses the default values of arguments and input fields again. They were parsed before the enums
 * got their internal values, so that a default would reach its resolver by its name in the SDL,
 * unlike the same value from a caller.
 */
function readDefaults(schema: GraphQLSchema): void {
  const inputs = Object.values(schema.getTypeMap()).flatMap((type) => {
    if (isInputObjectType(type)) return Object.values(type.getFields());
    return isObjectType(type) || isInterfaceType(type)
      ? Object.values(type.getFields()).flatMap(({ args }) => args)
      : [];
  });
  for (const input of inputs) {
    const written = input.astNode?.defaultValue;
    if (written) input.defaultValue = valueFromAST(written, input.type);
  }
}

/** Throws for a resolver whose type or field is not in the SDL; Apollo would ignore it. */
function refuseStrays(schema: GraphQLSchema, resolvers: Resolvers<never>): void {
  for (const [typeName, members] of Object.entries(resolvers)) {
    const type = schema.getType(typeName);
    if (!type) throw new Error(`There are resolvers of ${typeName}, which the SDL does not have.`);
    if (members instanceof GraphQLScalarType) continue;
    const known = new Set(isEnumType(type) ? type.getValues().map(({ name }) => name) : fieldsOf(type));
    const stray = Object.keys(members).find((name) => !name.startsWith('__') && !known.has(name));
    if (stray) throw new Error(`There is a resolver of ${typeName}.${stray}, which the SDL does not have.`);
  }
}

function fieldsOf(type: GraphQLNamedType): string[] {
  return isObjectType(type) || isInterfaceType(type) ? Object.keys(type.getFields()) : [];
}

function openSubgraph<Tables, Context extends SubgraphRequest, Spec extends Settings, Resources>(
  definition: SubgraphDefinition<Tables, Context, Spec, Resources>,
  schema: GraphQLSchema,
  {
    pool,
    lockPool = pool,
    log,
    config,
    graph,
    clock = Date.now,
    metrics = new Registry(),
    queue = jobQueue(),
  }: OpenServices,
): OpenSubgraph {
  const { name, tables } = definition;
  const { db, forRequest } = openKysely<Tables>(pool, name, tables.tenant);
  const { db: lockSessions } = openKysely<Tables>(lockPool, name, tables.tenant);
  const settings = config.read(definition.settings ?? ({} as Spec));
  const services = {
    db,
    lockSessions,
    log: log.child({ subgraph: definition.name }),
    clock,
    settings,
    graph,
    metrics,
    queue,
  };
  const resources = definition.resources?.(services) as Resources;
  return {
    name: definition.name,
    schema,
    jobs: (definition.jobs ?? []).map((job) => ({
      name: job.name,
      schedule: job.schedule,
      atStart: job.atStart,
      always: job.always,
      run: (options) => job.run(services, options, resources),
    })),
    context: (request) =>
      definition.context(
        {
          ...request,
          ...scopesOf(request, forRequest),
          settings,
          graph: {
            ask: (as, text, variables, options) =>
              graph.ask(as, text, variables, { signal: request.signal, ...options }),
          },
          queue,
          clock,
          log: services.log,
        },
        resources,
      ),
    demo: async (workspaceId, now) => definition.demo?.({ db, workspaceId }, now, { resources, graph }),
    beginImport(name, workspaceId, options, preset, file = '') {
      const kind = definition.imports?.find((each) => each.name === name);
      if (!kind) throw new Error(`${definition.name} does not import ${name}.`);
      return kind.begin({ db, workspaceId }, options, preset, graph, file);
    },
  };
}

/** Creates the scopes of a request lazily, so that a request without statements costs nothing. */
function scopesOf<Tables>(
  { principal, signal }: SubgraphRequest,
  forRequest: RequestDatabase<Tables>,
): Pick<ContextSource<Tables>, 'scope' | 'lasting'> {
  const open = (until: AbortSignal | null): Scope<Tables> => {
    if (!principal) throw new TributaryError('UNAUTHENTICATED', 'An API key is required.');
    const { workspaceId } = principal;
    return { workspaceId, db: forRequest({ workspaceId, signal: until }) };
  };
  let scope: Scope<Tables> | undefined;
  let lasting: Scope<Tables> | undefined;
  return {
    scope: () => (scope ??= open(signal)),
    lasting: () => (lasting ??= open(null)),
  };
}
