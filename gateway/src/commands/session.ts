import { setTimeout } from 'node:timers/promises';
import type { GraphPort, Logger } from '@tributary/kit';
import { createLogger, type OpenSubgraph, readConfig } from '@tributary/kit/host';
import {
  countTenantRows,
  type Database,
  deleteTenant,
  migrate,
  openDatabase,
  openSecrets,
  type RotatedSecrets,
  rotateSecrets,
  secretSettings,
} from '@tributary/kit/postgres';
import { type Admin, defineAccess, type OauthAdmin, openAccess } from '../access/index.ts';
import { limitsSchema, openLimits } from '../admission/index.ts';
import { graphqlSettings } from '../config/index.ts';
import { subgraphs } from '../subgraphs.ts';
import { lazyGraph } from './graph.ts';

/** What a command works with: the same database as the gateway, which may run beside it. */
export interface Session {
  readonly admin: Admin;
  readonly oauth: OauthAdmin;
  readonly subgraphs: readonly OpenSubgraph[];
  /** The whole graph in this process, as any workspace; opened when it is first asked. */
  readonly graph: GraphPort;
  readonly log: Logger;
  /** Seals every secret under the newest key, which is made first where it is kept in the data directory. */
  rotateSecrets(): Promise<RotatedSecrets>;
  /** Deletes a workspace with everything it owns; returns how many rows that was. */
  deleteWorkspace(id: string): Promise<number>;
  /** Counts the rows that a workspace owns. */
  countRows(workspaceId: string): Promise<number>;
}

/** Opens the database of the environment for one command, up to date, and closes it again. */
export async function withSession<Result>(work: (session: Session) => Promise<Result>): Promise<Result> {
  const config = readConfig();
  // A command's output is its answer: the log is only for what goes wrong.
  const log = createLogger('warn', { write: (line: string) => process.stderr.write(line) });
  const database = await openDatabase(config, log);
  try {
    const { pool, lockPool } = database;
    const secrets = openSecrets(config.read(secretSettings));
    const opened = openAccess({ pool, log, secrets });
    const { admin, oauthAdmin: oauth, authenticator } = opened;
    const access = defineAccess(openLimits({ pool, clock: Date.now }).read, opened);
    await migrate(database, [access, limitsSchema, ...subgraphs]);
    const graph = lazyGraph(() => here, log, config.read(graphqlSettings).GRAPH_ENGINE);
    const here = [access, ...subgraphs].map((subgraph) =>
      subgraph.open({ pool, lockPool, log, config, graph }),
    );
    try {
      const schemas = [access, limitsSchema, ...subgraphs].map(({ name }) => name);
      return await work({
        admin,
        oauth,
        subgraphs: here,
        graph,
        log,
        rotateSecrets: () => rotateSecrets(pool, secrets, [access, ...subgraphs]),
        deleteWorkspace: (id) => deleteWorkspace({ database, admin, schemas }, id),
        countRows: (id) => countTenantRows(pool, schemas, id),
      });
    } finally {
      await graph.stop();
      await authenticator.stop();
    }
  } finally {
    await database.stop();
  }
}

/** Longest that a running gateway may still act for a workspace that is gone: it caches principals for two seconds. */
const CACHED = 2_500;

/**
 * Deletes identity first, so that nobody can begin anything more, and then every row; once more after the time for which a
 * running gateway may still let requests pass.
 */
async function deleteWorkspace(
  { database, admin, schemas }: { database: Database; admin: Admin; schemas: readonly string[] },
  id: string,
): Promise<number> {
  const pool = database.openPool({ max: 1, statementTimeout: 0 });
  await admin.deleteGrants(id);
  const [identity, ...others] = schemas;
  let rows = await deleteTenant(pool, [identity!], id);
  rows += await deleteTenant(pool, others, id);
  await setTimeout(CACHED);
  return rows + (await deleteTenant(pool, schemas, id));
}
