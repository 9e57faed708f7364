import type { Logger } from '@tributary/kit';
import type { Close } from '@tributary/kit/host';
import { openUsageDatabase } from '../compose/index.ts';
import type { GatewayConfig } from '../config/index.ts';
import type { Usage, UsageRecorder } from '../usage/index.ts';
import type { RouterFile } from './file/index.ts';
import { withOtherDatabase } from './other-database.ts';

interface UsageSources {
  readonly file: RouterFile;
  readonly config: GatewayConfig;
  readonly log: Logger;
  readonly clock: () => number;
  /** The usage in the database of the router, if it has one. */
  readonly own: Usage | undefined;
}

/** Connections of a database that only counts are written to. */
const CONNECTIONS = 2;

/**
 * Records what the clients of a router use: in the database of the file, or else in its own.
 * Undefined if it has neither, or if `CLIENT_USAGE` is off.
 */
export async function recordUsage(
  { file, config, log, clock, own }: UsageSources,
  opened: (close: Close) => void,
): Promise<UsageRecorder | undefined> {
  if (config.CLIENT_USAGE === 'off') return undefined;
  const url = file.usage?.databaseUrl;
  const usage =
    url === undefined
      ? own
      : await openUsageDatabase(withOtherDatabase(config, url, CONNECTIONS), log, clock, opened);
  const recorder = usage?.record({ sweeps: true });
  if (recorder) opened(() => recorder.stop());
  return recorder;
}
