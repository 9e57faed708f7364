import type { Logger } from '../core/log.ts';

/** How long a process may take to finish what it has begun, in milliseconds. */
const DRAIN = 10_000;

/**
 * Runs `stop` once at SIGTERM or SIGINT and ends the process with 0, or with 1 when it takes longer
 * than ten seconds or fails.
 */
export function onShutdown(log: Logger, stop: () => Promise<void>): void {
  let stopping = false;
  const shutDown = async (signal: NodeJS.Signals) => {
    if (stopping) return;
    stopping = true;
    log.info({ signal }, 'stopping');
    setTimeout(() => {
      log.error('stopping took longer than 10 s');
      process.exit(1);
    }, DRAIN).unref();
    try {
      await stop();
      process.exit(0);
    } catch (error) {
      log.error({ err: error }, 'stopping has failed');
      process.exit(1);
    }
  };
  process.on('SIGTERM', shutDown);
  process.on('SIGINT', shutDown);
}
