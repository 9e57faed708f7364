/**
 * A process that delivers what is due to Mastodon servers, and ends. With `DIE_AT` it kills itself as soon as that step
 * is behind it, as a machine does that loses its power.
 */
import {
  createLogger,
  kyselyFor,
  openDatabase,
  openSecrets,
  readConfig,
  secretSettings,
  upstreamMetrics,
} from '@tributary/kit';
import { Registry } from 'prom-client';
import { openCredentials } from '../../src/accounts/sealed.ts';
import { type Tables, tenantTables } from '../../src/data/tables.ts';
import { drain } from '../../src/delivery/index.ts';
import { openLines } from '../../src/publishers/lines.ts';
import { mastodon } from '../../src/publishers/mastodon.ts';
import { publisherSettings } from '../../src/publishers/settings.ts';

const log = createLogger('silent');
const config = readConfig();
const database = await openDatabase(config, log);
const secrets = openSecrets(config.read(secretSettings));
const lines = openLines({
  settings: config.read(publisherSettings),
  metrics: upstreamMetrics(new Registry()),
});
await drain({
  db: kyselyFor<Tables>(database.pool, 'publishing', tenantTables),
  publishers: new Map([['mastodon', mastodon(lines)]]),
  credentials: (scope, accountId) => openCredentials(secrets, scope, accountId),
  media: async () => [],
  log,
  clock: () => new Date(),
  lease: 60_000,
  async step(step) {
    if (step !== process.env['DIE_AT']) return;
    process.kill(process.pid, 'SIGKILL');
    // Nothing more happens here.
    await new Promise(() => {});
  },
});
await database.stop();
