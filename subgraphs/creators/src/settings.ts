import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

const Text = Type.String();
const Milliseconds = Type.Integer({ minimum: 10, maximum: 600_000 });
const Names = '[a-z0-9-]+(,[a-z0-9-]+)*';

/** Environment variables of the creators subgraph. A source without its key does not exist. */
export const creatorSettings = {
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
  CREATORS_YOUTUBE_KEY: setting(Text, '', 'Key of the YouTube Data API v3.'),
  CREATORS_YOUTUBE_URL: setting(Address, 'https://www.googleapis.com/youtube/v3', 'Its address.'),
  CREATORS_X_TOKEN: setting(Text, '', 'Bearer token of the X API v2.'),
  CREATORS_X_URL: setting(Address, 'https://api.x.com', 'Its address.'),
  CREATORS_X_WORDS: setting(
    Type.Unsafe<'post' | 'tweet'>(Type.String({ pattern: '^(post|tweet)$' })),
    'tweet',
    'Names that the X API is asked by: `post.fields` or `tweet.fields`; both are understood in answers.',
  ),
  CREATORS_TIKTOK_KEY: setting(Text, '', 'RapidAPI key for tiktok-api23, an unofficial source.'),
  CREATORS_TIKTOK_URL: setting(Address, 'https://tiktok-api23.p.rapidapi.com', 'Its address.'),
  CREATORS_INSTAGRAM_TOKEN: setting(Text, '', 'Access token for Instagram business discovery.'),
  CREATORS_INSTAGRAM_USER: setting(Text, '', 'Id of the Instagram account that asks.'),
  CREATORS_INSTAGRAM_URL: setting(Address, 'https://graph.facebook.com/v20.0', 'Its address.'),
  CREATORS_FACEBOOK_TOKEN: setting(Text, '', 'Access token for pages on Facebook.'),
  CREATORS_FACEBOOK_URL: setting(Address, 'https://graph.facebook.com/v20.0', 'Its address.'),
  CREATORS_LINKEDIN_TOKEN: setting(Text, '', 'Access token for posts of organisations on LinkedIn.'),
  CREATORS_LINKEDIN_ORGANIZATION: setting(
    Type.String({ pattern: '^\\d*$' }),
    '',
    'Number of the organisation whose posts show impressions.',
  ),
  CREATORS_LINKEDIN_VERSION: setting(Type.String({ pattern: '^\\d{6}$' }), '202604', 'LinkedIn-Version.'),
  CREATORS_LINKEDIN_URL: setting(Address, 'https://api.linkedin.com', 'Its address.'),
  CREATORS_BLUESKY_URL: setting(Address, '', 'Bluesky, `https://public.api.bsky.app`; not asked without.'),
  CREATORS_MASTODON_URL: setting(Address, '', 'A Mastodon server; not asked without.'),
} as const;

export type CreatorSettings = SettingValues<typeof creatorSettings>;
