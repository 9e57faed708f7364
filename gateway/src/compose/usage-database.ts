import type { Logger } from '@tributary/kit';
import type { Close, Config } from '@tributary/kit/host';
import { migrate, openDatabase } from '@tributary/kit/postgres';
import { openUsage, type Usage, usageSchema } from '../usage/index.ts';

/** Opens the database of the configuration with the tables of usage, and no others. */
export async function openUsageDatabase(
  config: Config,
  log: Logger,
  clock: () => number,
  opened: (close: Close) => void,
): Promise<Usage> {
  const database = await openDatabase(config, log);
  opened(() => database.stop());
  await migrate(database, [usageSchema]);
  return openUsage({ pool: database.pool, clock, log: log.child({ part: 'usage' }) });
}
