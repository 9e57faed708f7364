import { sharedSdl } from '@tributary/schema';
import type { GraphQLSchema } from 'graphql';
import type { Migration } from 'kysely/migration';
import type { Settings } from '../core/settings.ts';
import type { ImportKind } from '../import/import-kind.ts';
import type { Migrations } from '../postgres/migrate.ts';
import type { SealedColumn } from '../postgres/secrets/reseal.ts';
import type { SchemaTables } from '../postgres/tenants/schema-tables.ts';
import { type OpenServices, type OpenSubgraph, openSubgraph } from './open-subgraph.ts';
import { buildSchema } from './schema/build.ts';
import type { SubgraphDefinition, SubgraphRequest } from './subgraph-definition.ts';

/** A subgraph: executed in process by the gateway, or served over HTTP by its own `main.js`. */
export interface Subgraph {
  readonly name: string;
  /** The whole SDL, including the shared part. */
  readonly sdl: string;
  /**
   * Built on first use, because most commands need no schema. Throws if SDL and resolvers do not
   * match.
   */
  readonly schema: GraphQLSchema;
  readonly migrations: Readonly<Record<string, Migration>>;
  /** Schemas of libraries that are migrated before its own. */
  readonly requires: readonly Migrations[];
  readonly tables: SchemaTables;
  readonly imports: readonly Omit<ImportKind<never>, 'begin'>[];
  readonly sealed: readonly SealedColumn[];
  /** The environment variables that it reads. */
  readonly settings: Settings;
  /** Whether it queries the graph, so that a process of its own needs GATEWAY_URL. */
  readonly queriesGraph: boolean;
  /** Binds the subgraph to a database. */
  open(services: OpenServices): OpenSubgraph;
}

/** Creates a subgraph. */
export function defineSubgraph<
  Tables,
  Context extends SubgraphRequest,
  Spec extends Settings = Record<never, never>,
  Resources = undefined,
>(definition: SubgraphDefinition<Tables, Context, Spec, Resources>): Subgraph {
  const sdl = `${sharedSdl}\n${definition.sdl}`;
  let built: GraphQLSchema | undefined;
  const schema = () => (built ??= buildSchema(sdl, definition));
  return {
    name: definition.name,
    sdl,
    get schema() {
      return schema();
    },
    migrations: definition.migrations,
    requires: definition.requires ?? [],
    tables: definition.tables,
    imports: definition.imports ?? [],
    sealed: definition.sealed ?? [],
    settings: definition.settings ?? {},
    queriesGraph: definition.queriesGraph ?? false,
    open: (services) => openSubgraph(definition, schema, services),
  };
}
