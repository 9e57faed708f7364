import { readFileSync } from 'node:fs';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { x } from '../upstreams/publishing/index.ts';
import { startStandIn } from '../upstreams/stand-in.ts';

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

/** Creators are read from the catalogue, then from a stand-in for X, which also takes posts. */
export async function startLayouts(): Promise<Layouts> {
  const standIn = await startStandIn(x());
  const settings = {
    X_TOKEN: 'secret',
    // X serves creators only: refreshes of followed accounts would add statements by time.
    POSTS_X_DAILY_DOLLARS: '0',
    CREATORS_SOURCES: 'x=catalogue,x',
    X_URL: standIn.url,
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
      await standIn.stop();
    },
  };
}
