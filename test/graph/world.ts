import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { x as publishing } from '../upstreams/publishing/index.ts';
import { startStandIn } from '../upstreams/stand-in.ts';
import { x } from '../upstreams/x.ts';

/** The operations, by the name of their document. */
export const OPERATIONS = [
  'triage',
  'share-of-voice',
  'creator',
  'mentions',
  'campaign',
  'digest',
  'trends',
  'draft',
  'me',
] as const;
export type Operation = (typeof OPERATIONS)[number];

/** Reads the text of an operation's document. */
export function documentOf(name: Operation): string {
  return readFileSync(new URL(`./documents/${name}.graphql`, import.meta.url), 'utf8');
}

/** Two gateways on one database: everything in one process, and each subgraph behind HTTP. */
export interface Layouts {
  readonly 'in process': TestApp;
  readonly split: TestApp;
  stop(): Promise<void>;
}

/**
 * Creators are read from the catalogue, then from a stand-in for X; posts are published to another.
 */
export async function startLayouts(): Promise<Layouts> {
  const [reading, writing] = await Promise.all([startStandIn(x), startStandIn(publishing())]);
  const settings = {
    CREATORS_X_TOKEN: 'secret',
    CREATORS_X_URL: reading.url,
    CREATORS_SOURCES: 'twitter=catalogue,x',
    PUBLISHING_X_URL: writing.url,
    PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
    // Selecting every field below a list at once exceeds what a client may request.
    GRAPHQL_MAX_COST: '1000000000',
    GRAPHQL_MAX_ALIASES: '10000',
    GRAPHQL_MAX_ROOT_FIELDS: '1000',
    GRAPHQL_MAX_CHARACTERS: '1000000',
    GRAPHQL_MAX_TOKENS: '100000',
  };
  const whole = await startTestApp({ settings });
  const split = await startTestApp({ settings, layout: 'split', beside: whole });
  return {
    'in process': whole,
    split,
    async stop() {
      await split.stop();
      await whole.stop();
      await Promise.all([reading.stop(), writing.stop()]);
    },
  };
}
