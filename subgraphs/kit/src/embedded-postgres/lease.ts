import { Socket } from 'node:net';
import { Client } from 'pg';
import type { Cluster } from './cluster.ts';
import { NAME } from './initialise.ts';
import { readPostmaster } from './postmaster.ts';

/**
 * The advisory lock in the database `postgres` that every process using the server holds in shared
 * mode.
 */
const LEASES = '7215042019';

/**
 * One process's lease on the server: a connection that holds a shared lock. A process killed with
 * -9 releases it as well, and a process that gets the exclusive lock knows that it is the last.
 */
export interface Lease {
  readonly port: number;
  /** Resolves when the connection has ended for any reason. */
  readonly lost: Promise<void>;
  /** Releases the lease; first runs `stop` if no other process holds one. */
  release(stop: () => Promise<void>): Promise<void>;
}

/**
 * Acquires a lease on the running server; throws if no server runs or it stops meanwhile. Waits
 * while another process holds the lock exclusively: that process is about to stop the server, which
 * ends the wait.
 */
export async function takeLease(cluster: Cluster): Promise<Lease> {
  const postmaster = await readPostmaster(cluster.data);
  if (!postmaster) throw new Error('no server is running');
  const { client, socket } = connection(cluster, postmaster.port);
  const lost = new Promise<void>((resolve) => client.once('end', resolve));
  try {
    await client.connect();
    await client.query(`select pg_advisory_lock_shared(${LEASES})`);
    // A stopping server ends its connections one by one. If the stopper's connection goes first,
    // its lock is released and we acquire it.
    if ((await readPostmaster(cluster.data))?.stopping !== false) throw new Error('the server is stopping');
    await createDatabase(client);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // A lease alone must not keep the process alive.
  socket.unref();
  return {
    port: postmaster.port,
    lost,
    async release(stop) {
      socket.ref();
      try {
        if (await isLast(client)) await stop();
      } finally {
        await client.end().catch(() => undefined);
      }
    },
  };
}

function connection(cluster: Cluster, port: number): { client: Client; socket: Socket } {
  const socket = new Socket();
  const client = new Client({
    host: '127.0.0.1',
    port,
    user: NAME,
    password: cluster.password,
    database: 'postgres',
    application_name: `${NAME} lease`,
    ssl: false,
    keepAlive: true,
    connectionTimeoutMillis: 5_000,
    stream: () => socket,
  });
  // 'end' follows; an 'error' without a listener would crash the process.
  client.on('error', () => undefined);
  return { client, socket };
}

/**
 * Releases our own shared lock, then tries the exclusive one: otherwise two processes stopping at
 * once would see each other's lock and both leave the server running. A lost connection holds no
 * lock, and its server is not ours to stop.
 */
async function isLast(client: Client): Promise<boolean> {
  try {
    await client.query(`select pg_advisory_unlock_shared(${LEASES})`);
    const { rows } = await client.query(`select pg_try_advisory_lock(${LEASES}) as last`);
    return rows[0].last;
  } catch {
    return false;
  }
}

async function createDatabase(client: Client): Promise<void> {
  const { rowCount } = await client.query('select from pg_database where datname = $1', [NAME]);
  if (rowCount) return;
  await client.query(`create database ${NAME}`).catch((error) => {
    // Two processes may create it at once, which fails with duplicate_database or violates the
    // unique index of the catalogue.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}
