import pg, { type ClientBase, type Pool } from 'pg';
import { listTenantTables } from '../postgres/tenants/tenant-tables.ts';
import { hasCitus, listCitusTables } from './citus-tables.ts';
import type { Placement } from './placement.ts';

/** A node of the cluster. */
export interface ClusterNode {
  readonly host: string;
  readonly port: number;
}

export interface DistributeOptions {
  /** The coordinator's address as the workers reach it. */
  readonly coordinator?: ClusterNode | undefined;
  /** Workers to add; those that the cluster has already are left as they are. */
  readonly workers: readonly ClusterNode[];
  /** Whether to return the statements without sending them; this does not need Citus. */
  readonly dryRun: boolean;
  /** Called before each statement. */
  readonly onStatement: (text: string) => void;
}

/**
 * The transaction's settings. Foreign keys between tables require sequential execution. The
 * triggers of the ledger only raise errors, so they are safe on each shard; permitting them needs a
 * superuser.
 */
const SETTINGS = [
  `set local citus.multi_shard_modify_mode = 'sequential'`,
  'set local citus.enable_unsafe_triggers = on',
];

/**
 * Distributes the tables that belong on the workers and are not there yet, with their rows, in one
 * transaction. Then deletes the copies of the rows that Citus leaves on the coordinator. Returns
 * the tables that it distributed.
 */
export async function distribute(
  pool: Pool,
  placement: Placement,
  { coordinator, workers, dryRun, onStatement }: DistributeOptions,
): Promise<string[]> {
  const client = await pool.connect();
  const send = async (text: string) => {
    onStatement(text);
    if (!dryRun) await client.query(text);
  };
  try {
    const isCluster = await hasCitus(client);
    if (!isCluster && !dryRun)
      throw new Error(
        'Citus is not installed in this database. Install it on every node, and run `create extension citus` in the database on each.',
      );
    if (coordinator) await send(`select citus_set_coordinator_host(${addressOf(coordinator)})`);
    for (const worker of workers) await send(`select citus_add_node(${addressOf(worker)})`);
    const tables = await inReferenceOrder(client, placement.distributed);
    const present = isCluster ? await listCitusTables(client) : [];
    const done = new Set(present.flatMap(({ table, distributed }) => (distributed ? table : [])));
    const missing = tables.filter((table) => !done.has(table));
    if (missing.length > 0) await sendTransaction(send, [...SETTINGS, ...creations(tables, missing)]);
    // Those of an earlier run, too, that was interrupted after the distribution.
    for (const table of await listStored(client, tables))
      await sendTransaction(send, deletionOfCopies(table));
    return missing;
  } finally {
    client.release();
  }
}

/** Orders tables so that each follows those that its foreign keys reference. */
async function inReferenceOrder(client: ClientBase, tables: readonly string[]): Promise<string[]> {
  const schemas = new Set(tables.map((table) => table.split('.')[0]!));
  const ordered = await listTenantTables(client, [...schemas]);
  const wanted = new Set(tables);
  return ordered
    .map(({ schema, name }) => `${schema}.${name}`)
    .filter((table) => wanted.has(table))
    .reverse();
}

/**
 * Returns the statements that distribute the missing ones among `tables`, together with those that
 * are distributed already.
 */
function creations(tables: readonly string[], missing: readonly string[]): string[] {
  const group = tables.find((table) => !missing.includes(table)) ?? missing[0]!;
  return missing.map((table) => {
    const colocated = literal(table === group ? 'none' : group);
    return `select create_distributed_table(${literal(table)}, 'workspace_id', colocate_with => ${colocated})`;
  });
}

/** Lists the tables with rows on this server; those of a shard are in another table. */
async function listStored(client: ClientBase, tables: readonly string[]): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    'select name from unnest($1::text[]) as name where pg_relation_size(name::regclass) > 0',
    [tables],
  );
  return rows.map(({ name }) => name);
}

/**
 * Returns the statements that delete the rows that the coordinator kept, which no query sees. The
 * ledger refuses to be truncated unless triggers are off.
 */
function deletionOfCopies(table: string): string[] {
  return [
    'set local session_replication_role = replica',
    `select truncate_local_data_after_distributing_table(${literal(table)})`,
  ];
}

async function sendTransaction(
  send: (text: string) => Promise<void>,
  statements: readonly string[],
): Promise<void> {
  await send('begin');
  try {
    for (const statement of statements) await send(statement);
    await send('commit');
  } catch (error) {
    await send('rollback');
    throw error;
  }
}

function addressOf({ host, port }: ClusterNode): string {
  return `${literal(host)}, ${port}`;
}

const literal = (text: string) => pg.escapeLiteral(text);
