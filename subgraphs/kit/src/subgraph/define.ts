import { buildSubgraphSchema } from '@apollo/subgraph';
import { sharedSdl } from '@tributary/schema';
import type { GraphQLFieldResolver, GraphQLScalarType, GraphQLSchema } from 'graphql';
import { parse } from 'graphql';
import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';
import type { Pool } from 'pg';
import { kyselyFor } from '../database/connect.ts';
import type { Scope } from '../database/scope.ts';
import { TributaryError } from '../errors.ts';
import type { BoundJob, Job } from '../jobs.ts';
import type { Logger } from '../log.ts';
import type { Principal } from '../principal.ts';
import { scalars } from '../scalars.ts';
import { guardSchema } from './guard.ts';
import type { ImportKind, ImportTarget } from './import-kind.ts';

/** What one request brings to a subgraph, whichever transport carried it. */
export interface SubgraphRequest {
  readonly principal: Principal | null;
  readonly requestId: string;
  /** Aborted when the caller is gone or the deadline is over. */
  readonly signal: AbortSignal;
}

/** The least that a subgraph's context holds; a subgraph adds its scope, loaders and providers. */
export type SubgraphContext = SubgraphRequest;

/** What a subgraph's context is made from. */
export interface ContextSource<Tables> extends SubgraphRequest {
  /** The caller's workspace; UNAUTHENTICATED when nobody has identified themselves. */
  scope(): Scope<Tables>;
}

// A resolver's source and arguments have the types that the SDL gives them; each resolver names them itself.
// biome-ignore lint/suspicious/noExplicitAny: one place for all resolvers
type Resolver<Context> = GraphQLFieldResolver<any, Context>;
// biome-ignore lint/suspicious/noExplicitAny: as above
type ReferenceResolver<Context> = (reference: any, context: Context) => unknown;

/** Resolvers by type and field; an entity has `__resolveReference` beside its fields. */
export type Resolvers<Context> = Record<
  string,
  Record<string, Resolver<Context> | ReferenceResolver<Context> | string> | GraphQLScalarType
>;

/** What a subgraph's jobs and start-up work run on. */
export interface SubgraphServices<Tables> {
  /** The subgraph's database, guarded: every query on a tenant table constrains the workspace. */
  readonly db: Kysely<Tables>;
  readonly log: Logger;
}

export interface SubgraphDefinition<Tables, Context extends SubgraphContext> {
  /** Name of the subgraph and of its PostgreSQL schema. */
  readonly name: string;
  /** The contract, without what `shared.graphql` has. */
  readonly sdl: string;
  readonly resolvers: Resolvers<Context>;
  readonly context: (source: ContextSource<Tables>) => Context;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Every table of the subgraph: `tenant` ones have `workspace_id` first in all keys, `shared` ones have no owner. */
  readonly tables: { readonly tenant: readonly string[]; readonly shared: readonly string[] };
  readonly jobs?: readonly Job<SubgraphServices<Tables>>[];
  readonly imports?: readonly ImportKind<Tables>[];
  /** Fills a new demo workspace with sample data, dated relative to `now`. */
  readonly demo?: (scope: Scope<Tables>, now: Date) => Promise<void>;
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
  /** Binds the subgraph to a database. */
  open(services: { pool: Pool; log: Logger }): OpenSubgraph;
}

export interface OpenSubgraph {
  readonly name: string;
  readonly schema: GraphQLSchema;
  readonly jobs: readonly BoundJob[];
  /** A new context, for all that one request asks of this subgraph. */
  context(request: SubgraphRequest): SubgraphContext;
  demo(workspaceId: string, now: Date): Promise<void>;
  /** Begins an import of one of the subgraph's kinds. */
  beginImport(name: string, workspaceId: string, ...rest: BeginImport): ImportTarget;
}

type BeginImport = Parameters<ImportKind<never>['begin']> extends [unknown, ...infer Rest] ? Rest : never;

/** Makes a subgraph of its parts; fails at once when SDL and resolvers do not fit. */
export function defineSubgraph<Tables, Context extends SubgraphContext>(
  definition: SubgraphDefinition<Tables, Context>,
): Subgraph {
  const sdl = `${sharedSdl}\n${definition.sdl}`;
  const resolvers = { ...scalars, ...definition.resolvers } as never;
  const schema = buildSubgraphSchema([{ typeDefs: parse(sdl), resolvers }]);
  guardSchema(schema);
  return {
    name: definition.name,
    sdl,
    schema,
    migrations: definition.migrations,
    tables: definition.tables,
    imports: definition.imports ?? [],
    open: ({ pool, log }) => openSubgraph(definition, schema, pool, log),
  };
}

function openSubgraph<Tables, Context extends SubgraphContext>(
  definition: SubgraphDefinition<Tables, Context>,
  schema: GraphQLSchema,
  pool: Pool,
  log: Logger,
): OpenSubgraph {
  const db = kyselyFor<Tables>(pool, definition.name, definition.tables.tenant);
  const services = { db, log: log.child({ subgraph: definition.name }) };
  return {
    name: definition.name,
    schema,
    jobs: (definition.jobs ?? []).map((job) => ({
      name: job.name,
      schedule: job.schedule,
      atStart: job.atStart,
      run: (options) => job.run(services, options),
    })),
    context: (request) =>
      definition.context({
        ...request,
        scope() {
          if (!request.principal) throw new TributaryError('UNAUTHENTICATED', 'An API key is required.');
          return { db, workspaceId: request.principal.workspaceId };
        },
      }),
    demo: async (workspaceId, now) => definition.demo?.({ db, workspaceId }, now),
    beginImport(name, workspaceId, ...rest) {
      const kind = definition.imports?.find((each) => each.name === name);
      if (!kind) throw new Error(`${definition.name} does not import ${name}.`);
      return kind.begin({ db, workspaceId }, ...rest);
    },
  };
}
