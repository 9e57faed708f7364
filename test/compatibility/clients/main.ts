/**
 * Sends the documented examples with every generated client, and prints the operations called, by
 * API.
 */
import { text } from 'node:stream/consumers';
import type { Middleware } from 'openapi-fetch';
import { buzzabout } from './buzzabout.ts';
import { communityTracker } from './community-tracker.ts';
import { creatorTracking } from './creator-tracking.ts';
import { socialCrm } from './social-crm.ts';
import { xtracker } from './xtracker.ts';

const clients = {
  'community-tracker': communityTracker,
  'creator-tracking': creatorTracking,
  'social-crm': socialCrm,
  xtracker,
  buzzabout,
};

// Keys arrive on standard input, because command-line arguments are visible to other users.
const { url, keys } = JSON.parse(await text(process.stdin)) as { url: string; keys: Record<string, string> };
const called: Record<string, string[]> = {};
for (const [name, client] of Object.entries(clients)) {
  const operations = new Set<string>();
  const noting: Middleware = {
    onRequest({ request, schemaPath }) {
      operations.add(`${request.method} ${schemaPath}`);
    },
  };
  await client({ url, key: keys[name]!, noting });
  called[name] = [...operations].toSorted();
}
process.stdout.write(JSON.stringify(called));
