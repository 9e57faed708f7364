import { type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

const Text = Type.String();
const Milliseconds = Type.Integer({ minimum: 10, maximum: 600_000 });
const Names = '[a-z0-9-]+(,[a-z0-9-]+)*';

/** Environment variables of the creators subgraph. A source without its key is disabled. */
export const creatorSettings = {
  CREATORS_SOURCES: setting(
    Type.String({ pattern: `^([a-z]+=${Names}(;[a-z]+=${Names})*)?$` }),
    '',
    'Sources of each platform in query order, such as `tiktok=tiktok-api23,catalogue;youtube=youtube`.',
  ),
  CREATORS_PRICES: setting(
    Type.String({ pattern: '^([a-z_]+=\\d+(\\.\\d{1,6})?(,[a-z_]+=\\d+(\\.\\d{1,6})?)*)?$' }),
    '',
    'Price of each operation in US dollars, such as `post_stats=0.001,profile=0.002`; 0.001 for the others.',
  ),
  CREATORS_OPTED_OUT: setting(
    Text,
    '',
    'Creators who opted out and are reported as not found, such as `tiktok:someone,instagram:other`.',
  ),
  CREATORS_SOURCE_TIMEOUT_MS: setting(
    Milliseconds,
    4_000,
    'Timeout of one request to a source, in milliseconds.',
  ),
  CREATORS_BREAKER_FAILURES: setting(
    Type.Integer({ minimum: 1, maximum: 1_000 }),
    5,
    'Consecutive failures after which a source is not queried for a while.',
  ),
  CREATORS_BREAKER_MS: setting(
    Milliseconds,
    30_000,
    'How long a failing source is not queried, in milliseconds.',
  ),
} as const;

export type CreatorSettings = SettingValues<typeof creatorSettings>;
