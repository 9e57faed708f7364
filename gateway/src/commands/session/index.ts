import type { GraphPort, Logger } from '@tributary/kit';
import { countTenantRows, rotateSecrets } from '@tributary/kit/administration';
import { distribute, findMisplaced, type Placement, placementOf } from '@tributary/kit/citus';
import { type Config, createLogger, type OpenSubgraph, readConfig, withClosing } from '@tributary/kit/host';
import { listeningSettings, listSourceStates, type OperatorSource } from '@tributary/listening';
import type { Admin, OauthAdmin } from '../../access/index.ts';
import { type Composition, compose } from '../../compose/index.ts';
import { gatewayConfig } from '../../config/index.ts';
import { subgraphs } from '../../subgraphs.ts';
import { deleteWorkspace } from './delete-workspace.ts';

export { ask, change, FAILURE } from './workspace-graph.ts';

/**
 * Dependencies of a command: the gateway's database, which running gateways may be using at the
 * same time, and what is opened on it.
 */
export interface Session {
  readonly admin: Admin;
  readonly oauth: OauthAdmin;
  readonly subgraphs: readonly OpenSubgraph[];
  /** The graph, executed in this process; opened on first use. */
  readonly graph: GraphPort;
  readonly log: Logger;
  readonly clock: () => number;
  readonly newId: () => string;
  /**
   * Encrypts every secret under the newest key, after creating a new one if keys are stored in the
   * data directory.
   */
  rotateSecrets(): ReturnType<typeof rotateSecrets>;
  /** Deletes a workspace with everything it owns. Returns the number of deleted rows. */
  deleteWorkspace(id: string): Promise<number>;
  /** Lists the state of every source that is listened to. */
  listSources(): Promise<OperatorSource[]>;
  /** Counts the rows that a workspace owns. */
  countRows(workspaceId: string): Promise<number>;
  /** Where each table belongs on a Citus cluster. */
  readonly placement: Placement;
  /** Distributes the tables that are not distributed yet; returns their names. */
  distributeTables(options: Parameters<typeof distribute>[2]): ReturnType<typeof distribute>;
  /** Finds tables in the wrong place; null if the database has no Citus. */
  findMisplacedTables(): ReturnType<typeof findMisplaced>;
}

/**
 * Opens and migrates the database configured in the environment for one command, and closes it
 * afterwards.
 */
export async function withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
  const config = gatewayConfig(readConfig());
  // A command's output is its result, so only problems are logged.
  const log = createLogger('warn', { write: (line: string) => process.stderr.write(line) });
  const layout = {
    subgraphs,
    // Loaded with the graph, which most commands do not need.
    supergraphSdl: async () => (await import('@tributary/schema')).supergraphSdl(),
    remote: () => undefined,
    sharesConnections: true,
    issuer: () => config.PUBLIC_URL || `http://${config.HOST}:${config.PORT}`,
  };
  const { stop, ...parts } = await withClosing(log, (opened) => compose(config, log, layout, {}, opened));
  try {
    return await work(sessionOf(parts, config, log));
  } finally {
    await stop();
  }
}

function sessionOf(parts: Composition, config: Config, log: Logger): Session {
  const { admin, clock, database, definitions, newId, secrets } = parts;
  const schemas = parts.schemas.map(({ name }) => name);
  const placement = placementOf(parts.schemas);
  return {
    admin,
    oauth: parts.oauthAdmin,
    subgraphs: parts.subgraphs,
    graph: parts.port,
    log,
    clock,
    newId,
    listSources: () => listSources(parts, config),
    rotateSecrets: () => rotateSecrets(database.pool, secrets, definitions),
    deleteWorkspace: (id) => deleteWorkspace({ database, admin, schemas }, id),
    countRows: (id) => countTenantRows(database.pool, schemas, id),
    placement,
    // Moving rows takes longer than a statement of a request may take.
    distributeTables: (options) =>
      distribute(database.openPool({ max: 1, statementTimeout: 0, direct: true }), placement, options),
    findMisplacedTables: () => findMisplaced(database.pool, placement),
  };
}

function listSources({ database, clock, metrics }: Composition, config: Config): Promise<OperatorSource[]> {
  const settings = config.read(listeningSettings);
  return listSourceStates({ pool: database.pool, clock, metrics: metrics.registry, settings });
}
