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

/** What one request brings to a subgraph, whichever transport carried it. */
export interface SubgraphRequest {
  readonly principal: Principal | null;
  readonly requestId: string;
  /** The gateway's own name for the request, never the caller's choice: what is owed for its answer goes by it. */
  readonly delivery?: string | undefined;
  /** The same for every try of a request that its caller repeats until it is answered: what it makes is made once. */
  readonly once?: string | undefined;
  /** Aborted when the caller is gone or the deadline is over. */
  readonly signal: AbortSignal;
}

/** The least that a subgraph's context holds; a subgraph adds its scope, loaders and providers. */
export type SubgraphContext = SubgraphRequest;

/** What a subgraph's context is made from. */
export interface ContextSource<Tables, Spec extends Settings = Settings> extends SubgraphRequest {
  readonly settings: SettingValues<Spec>;
  readonly log: Logger;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  /** The whole graph, for a rule that needs a neighbour's facts. */
  readonly graph: GraphPort;
  /** Takes work for the subgraph's jobs. */
  readonly queue: JobQueue;
  /**
   * The caller's workspace; UNAUTHENTICATED when nobody has identified themselves. Its statements are ended in PostgreSQL
   * when the signal is aborted, and none is begun after that.
   */
  scope(): Scope<Tables>;
  /** The same for work that is to be finished whoever is gone: money, and what others wait for too. */
  lasting(): Scope<Tables>;
}

// A resolver's source and arguments have the types that the SDL gives them; each resolver names them itself.
// biome-ignore lint/suspicious/noExplicitAny: one place for all resolvers
type Resolver<Context> = GraphQLFieldResolver<any, Context>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type ReferenceResolver<Context> = (reference: any, context: Context, info: GraphQLResolveInfo) => unknown;

/** Resolvers by type and field; an entity has `__resolveReference` beside its fields. */
export type Resolvers<Context> = Record<
  string,
  Record<string, Resolver<Context> | ReferenceResolver<Context> | string> | GraphQLScalarType
>;

/** What a subgraph's jobs and start-up work run on. */
export interface SubgraphServices<Tables, Spec extends Settings = Settings> {
  /** The subgraph's database, guarded: every query on a tenant table constrains the workspace. */
  readonly db: Kysely<Tables>;
  /** The same database on connections apart, for locks that a session holds while `db` is queried. */
  readonly lockSessions: Kysely<Tables>;
  readonly log: Logger;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly settings: SettingValues<Spec>;
  /** The whole graph, for a neighbour's facts. */
  readonly graph: GraphPort;
  /** Where the subgraph's own figures are registered. */
  readonly metrics: Registry;
  /** Takes work for the subgraph's jobs. */
  readonly queue: JobQueue;
}

/** What sample data is made with, besides the database. */
export interface DemoServices<Resources> {
  readonly resources: Resources;
  /** The whole graph, which has the sample data of the subgraphs that come before. */
  readonly graph: GraphPort;
}

export interface SubgraphDefinition<
  Tables,
  Context extends SubgraphContext,
  Spec extends Settings = Settings,
  Resources = undefined,
> {
  /** Name of the subgraph and of its PostgreSQL schema. */
  readonly name: string;
  /** The contract, without what `shared.graphql` has. */
  readonly sdl: string;
  readonly resolvers: Resolvers<Context>;
  /** Finds objects by id for `node`: one finder for each type that implements `Node`. */
  readonly nodes?: NodeFinders<Context>;
  /** Environment variables of its own. */
  readonly settings?: Spec;
  /** Made once when the subgraph is opened, for all its requests and jobs: upstreams, caches. */
  readonly resources?: (services: SubgraphServices<Tables, Spec>) => Resources;
  readonly context: (source: ContextSource<Tables, Spec>, resources: Resources) => Context;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Every table of the subgraph: `tenant` ones have `workspace_id` first in all keys, `shared` ones have no owner. */
  readonly tables: { readonly tenant: readonly string[]; readonly shared: readonly string[] };
  /** Columns of sealed text, which `tributary secrets rotate` seals again. */
  readonly sealed?: readonly SealedColumn[];
  readonly jobs?: readonly Job<SubgraphServices<Tables, Spec>, Resources>[];
  readonly imports?: readonly ImportKind<Tables>[];
  /** Fills a new demo workspace with sample data, dated relative to `now`; again, when it was cut off. */
  readonly demo?: (scope: Scope<Tables>, now: Date, services: DemoServices<Resources>) => Promise<void>;
}

/** One subgraph as a value: executed in process by the gateway, or served over HTTP by its own `main.ts`. */
export interface Subgraph {
  readonly name: string;
  /** The whole SDL, shared part included. */
  readonly sdl: string;
  readonly schema: GraphQLSchema;
  readonly migrations: Readonly<Record<string, Migration>>;
  readonly tables: SubgraphDefinition<unknown, SubgraphContext>['tables'];
  readonly imports: readonly Omit<ImportKind<never>, 'begin'>[];
  readonly sealed: readonly SealedColumn[];
  /** The environment variables that it reads. */
  readonly settings: Settings;
  /** Binds the subgraph to a database. */
  open(services: OpenServices): OpenSubgraph;
}

/** What a subgraph is opened with. */
export interface OpenServices {
  readonly pool: Pool;
  /** Connections for session locks; those of `pool` where there are none apart. */
  readonly lockPool?: Pool | undefined;
  readonly log: Logger;
  readonly config: Config;
  readonly graph: GraphPort;
  /** The clock of requests and jobs; the system's by default. */
  readonly clock?: (() => number) | undefined;
  /** The process's metrics; the subgraph has its own where there are none. */
  readonly metrics?: Registry | undefined;
  /** The process's job queue; without one, what wants to queue a job fails. */
  readonly queue?: JobQueue | undefined;
}

export interface OpenSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly jobs: readonly BoundJob[];
  /** A new context, for all that one request asks of this subgraph. */
  context(request: SubgraphRequest): SubgraphContext;
  demo(workspaceId: string, now: Date): Promise<void>;
  /** Begins an import of one of the subgraph's kinds; `file` is the name that its record shows. */
  beginImport(
    name: string,
    workspaceId: string,
    options: ImportFlags,
    preset: Preset | undefined,
    file?: string,
  ): ImportTarget;
}

/** Makes a subgraph of its parts; fails at once when SDL and resolvers do not fit. */
export function defineSubgraph<
  Tables,
  Context extends SubgraphContext,
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

/** The resolvers of Query, with that of the field by which `node` asks this subgraph, where the SDL has one. */
function nodeTypeOf<Tables, Context extends SubgraphContext, Spec extends Settings, Resources>(
  sdl: string,
  { name, nodes = {}, resolvers }: SubgraphDefinition<Tables, Context, Spec, Resources>,
): Resolvers<Context> {
  const field = nodeTypeField(name);
  if (!sdl.includes(`${field}(`)) return {};
  const { Query = {} } = resolvers;
  return { Query: { ...(Query as object), [field]: nodeTypeResolver(nodes) } } as Resolvers<Context>;
}

/**
 * Reads the defaults of arguments and input fields again: they were read before the enums had their own values, so that a
 * default would reach its resolver as the SDL's name, and the same value from a caller as the enum's.
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

/** Apollo passes over a resolver of a type or field that the SDL does not have; here it is a mistake. */
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

function openSubgraph<Tables, Context extends SubgraphContext, Spec extends Settings, Resources>(
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

/** What a request sees of the database; nothing is made for one that asks nothing of it. */
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
