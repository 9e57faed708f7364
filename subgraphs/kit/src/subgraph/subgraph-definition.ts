import type { GraphQLFieldResolver, GraphQLResolveInfo, GraphQLScalarType } from 'graphql';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Registry } from 'prom-client';
import type { GraphPort } from '../core/graph-port.ts';
import type { Logger } from '../core/log.ts';
import type { Principal } from '../core/principal.ts';
import type { Config, Settings, SettingValues } from '../core/settings.ts';
import type { ImportKind } from '../import/import-kind.ts';
import type { Migrations } from '../postgres/migrate.ts';
import type { Scope } from '../postgres/scope.ts';
import type { SealedColumn } from '../postgres/secrets/reseal.ts';
import type { SchemaTables } from '../postgres/tenants/schema-tables.ts';
import type { Job, JobQueue } from './jobs.ts';
import type { NodeFinders } from './schema/nodes.ts';

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
  /** Whether it belongs to a query of a client, which may read data that is seconds old. */
  readonly mayLag?: boolean | undefined;
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
   * Returns the scope for reads that may come from a replica, see `DATABASE_REPLICA_URL`. Never
   * write through it.
   */
  reading(): Scope<Tables>;
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

/** Resolvers of a field of `Subscription`. */
interface SubscriptionResolver<Context> {
  /** Returns the events; they must end when the signal of the context is aborted. */
  readonly subscribe: Resolver<Context>;
  /** Resolves the field for one event. */
  readonly resolve: Resolver<Context>;
}

/** Resolvers by type and field; an entity has `__resolveReference` beside its fields. */
export type Resolvers<Context> = Record<
  string,
  | Record<string, Resolver<Context> | ReferenceResolver<Context> | SubscriptionResolver<Context> | string>
  | GraphQLScalarType
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
  /** Reads settings that the subgraph does not declare itself: those of the platforms. */
  readonly config: Config;
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
  /** Whether it queries the graph, through the `graph` of its services. */
  readonly queriesGraph?: boolean;
  /**
   * Creates the resources that all requests and jobs share, such as HTTP clients and caches; called
   * once.
   */
  readonly resources?: (services: SubgraphServices<Tables, Spec>) => Resources;
  readonly context: (source: ContextSource<Tables, Spec>, resources: Resources) => Context;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Schemas of libraries whose tables the subgraph uses; migrated before its own. */
  readonly requires?: readonly Migrations[];
  /** All tables of the subgraph's PostgreSQL schema. */
  readonly tables: SchemaTables;
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
