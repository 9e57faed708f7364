import type { Logger } from '../core/log.ts';

/** How long a process may take to finish its work at shutdown, in milliseconds. */
const DRAIN = 10_000;

/**
 * Runs `stop` once at SIGTERM or SIGINT. Exits with 0, or with 1 if `stop` fails or takes longer
 * than ten seconds.
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
