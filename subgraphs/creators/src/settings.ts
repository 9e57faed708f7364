import { type SettingValues, setting } from '@tributary/kit';
import { platformSettings } from '@tributary/platforms';
import { Type } from 'typebox';

const Text = Type.String();
const Milliseconds = Type.Integer({ minimum: 10, maximum: 600_000 });
const Names = '[a-z0-9-]+(,[a-z0-9-]+)*';

/** Environment variables of the creators subgraph. A source without its key is disabled. */
export const creatorSettings = {
  ...platformSettings,
  CREATORS_SOURCES: setting(
    Type.String({ pattern: `^([a-z]+=${Names}(;[a-z]+=${Names})*)?$` }),
    '',
    'Sources of a platform in the order in which they are asked, `tiktok=tiktok-api23,catalogue;youtube=youtube`.',
  ),
  CREATORS_PRICES: setting(
    Type.String({ pattern: '^([a-z_]+=\\d+(\\.\\d{1,6})?(,[a-z_]+=\\d+(\\.\\d{1,6})?)*)?$' }),
    '',
    'Dollars a call, `post_stats=0.001,profile=0.002`; 0.001 for what is not named.',
  ),
  CREATORS_OPTED_OUT: setting(
    Text,
    '',
    'Creators who are answered as not found, `tiktok:someone,instagram:other`.',
  ),
  CREATORS_SOURCE_TIMEOUT_MS: setting(Milliseconds, 4_000, 'Longest that one source may take.'),
  CREATORS_BREAKER_FAILURES: setting(
    Type.Integer({ minimum: 1, maximum: 1_000 }),
    5,
    'Failures in a row after which a source is left alone.',
  ),
  CREATORS_BREAKER_MS: setting(Milliseconds, 30_000, 'How long a source is then left alone.'),
} as const;

export type CreatorSettings = SettingValues<typeof creatorSettings>;
