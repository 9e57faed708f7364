import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readIfThere, writeWhole } from './files.ts';

/**
 * Range of ports, below the ephemeral ports of operating systems: a client that keeps retrying an
 * ephemeral port without a listener can connect to itself and so block the port for the server.
 */
const RANGE = [20_000, 32_000] as const;

/**
 * Returns the port of the last start, so that clients survive a restart. Returns another one if it
 * is in use or `failures` starts have failed on it: not everything that blocks a port accepts
 * connections.
 */
export async function choosePort(home: string, failures: number): Promise<number> {
  const remembered = await rememberedPort(home);
  if (remembered !== null && failures < 3 && (await isFree(remembered))) return remembered;
  for (;;) {
    const port = randomInt(...RANGE);
    if (await isFree(port)) return port;
  }
}

/** Stores the port for the next start. */
export async function rememberPort(home: string, port: number): Promise<void> {
  if ((await rememberedPort(home)) !== port) await writeWhole(join(home, 'port'), `${port}\n`, 0o644);
}

async function rememberedPort(home: string): Promise<number | null> {
  const port = Number(await readIfThere(join(home, 'port')));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/**
 * Whether a port is free. Checks by connecting: listening briefly would make the port look taken to
 * another process that checks at the same time.
 */
function isFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.on('connect', () => {
      socket.destroy();
      resolve(false);
    });
    socket.on('error', (error: NodeJS.ErrnoException) => resolve(error.code === 'ECONNREFUSED'));
  });
}
