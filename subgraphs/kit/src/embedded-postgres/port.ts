import { randomInt } from 'node:crypto';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readIfThere, writeWhole } from './files.ts';

/**
 * Below the range that systems take outgoing ports from: a client that keeps trying a port in that
 * range while nothing listens there can end up connected to itself, and then the server cannot have
 * its port back.
 */
const RANGE = [20_000, 32_000] as const;

/**
 * The port of the last start, so that clients survive a restart. Another one when it is taken, or
 * when `failures` starts have not succeeded on it: not everything that keeps a server off a port
 * answers on it.
 */
export async function choosePort(home: string, failures: number): Promise<number> {
  const remembered = await rememberedPort(home);
  if (remembered !== null && failures < 3 && (await isFree(remembered))) return remembered;
  for (;;) {
    const port = randomInt(...RANGE);
    if (await isFree(port)) return port;
  }
}

/** The port that the next start tries first. */
export async function rememberPort(home: string, port: number): Promise<void> {
  if ((await rememberedPort(home)) !== port) await writeWhole(join(home, 'port'), `${port}\n`, 0o644);
}

async function rememberedPort(home: string): Promise<number | null> {
  const port = Number(await readIfThere(join(home, 'port')));
  return Number.isInteger(port) && port > 0 && port < 65_536 ? port : null;
}

/**
 * Asked by connecting: listening for a moment would make the port look taken to a process that asks
 * as well.
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
