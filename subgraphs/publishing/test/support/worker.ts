/**
 * A process that delivers due posts to Mastodon servers. With a channel to its parent it works
 * until the channel closes, as the product does; without one it exits when nothing is due. With
 * `DIE_AT` it kills itself right after that step, like a power failure. `LATER` sets its clock
 * ahead, in milliseconds.
 */
import { createLogger, readConfig } from '@tributary/kit/host';
import { upstreamMetrics } from '@tributary/kit/http-client';
import { kyselyFor, openDatabase, openSecrets, secretSettings } from '@tributary/kit/postgres';
import { openPublishers, platformSettings } from '@tributary/platforms';
import { Registry } from 'prom-client';
import { openAccountCredentials } from '../../src/accounts/renewal.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { type DeliveryParts, work } from '../../src/delivery/index.ts';
import { publishingSettings } from '../../src/settings.ts';
import { drain } from './bench.ts';

const log = createLogger('silent');
const config = readConfig();
const database = await openDatabase(config, log);
const secrets = openSecrets(config.read(secretSettings));
const settings = config.read(publishingSettings);
const publishers = openPublishers(config.read(platformSettings), {
  metrics: upstreamMetrics(new Registry()),
  timeout: settings.PUBLISHING_TIMEOUT_MS,
  allowPrivate: settings.PUBLISHING_ALLOW_PRIVATE_ADDRESSES === 'true',
  clock: Date.now,
});
const parts: DeliveryParts = {
  db: kyselyFor<Tables>(database.pool, 'publishing', tenantTables),
  publishers,
  credentials: openAccountCredentials({ publishers, secrets }),
  media: async () => [],
  log,
  now: () => new Date(Date.now() + Number(process.env['LATER'] ?? 0)),
  leaseMs: 60_000,
  async step(step) {
    if (step !== process.env['DIE_AT']) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens here.
    await new Promise(() => {});
  },
};
if (process.send) {
  const stopping = new AbortController();
  process.once('disconnect', () => stopping.abort());
  process.send('ready');
  await work(parts, stopping.signal);
} else await drain(parts);
await database.stop();
