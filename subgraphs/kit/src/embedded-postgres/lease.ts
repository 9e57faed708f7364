import { Socket } from 'node:net';
import { Client } from 'pg';
import type { Cluster } from './cluster.ts';
import { NAME } from './initialise.ts';
import { readPostmaster } from './postmaster.ts';

/**
 * The advisory lock of the database `postgres` that every process using the server holds shared.
 */
const LEASES = '7215042019';

/**
 * One process's share in the server: a connection that holds a shared lock, so that a process
 * killed with -9 gives it up as well, and whoever gets the lock exclusively knows that it is the
 * last.
 */
export interface Lease {
  readonly port: number;
  /** Settles when the connection is gone, however that came. */
  readonly lost: Promise<void>;
  /** Gives the lease up, and runs `stop` first when no process holds one any more. */
  release(stop: () => Promise<void>): Promise<void>;
}

/**
 * Takes a lease on the running server; throws when there is none, or when it goes away meanwhile.
 * Waits while another process holds the lock exclusively: it is about to stop the server, and that
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
    // A server that ends its connections one by one may end the stopper's first, and so hand us its
    // lock.
    if ((await readPostmaster(cluster.data))?.stopping !== false) throw new Error('the server is stopping');
    await createDatabase(client);
  } catch (error) {
    socket.destroy();
    throw error;
  }
  // A lease alone keeps no process from ending.
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
  // 'end' follows; without a listener an 'error' would end the process.
  client.on('error', () => undefined);
  return { client, socket };
}

/**
 * Our own share goes first: were it kept, two processes stopping at once would each see the other's
 * and both leave the server running. A connection already lost holds nothing, and the server of it
 * is not ours to stop.
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
    // Two processes may create it at once: duplicate_database, or the unique index of the
    // catalogue.
    if (error.code !== '42P04' && error.code !== '23505') throw error;
  });
}
