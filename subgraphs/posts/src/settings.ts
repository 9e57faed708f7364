import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';

/** Environment variables of the posts subgraph. */
export const postsSettings = {
  POSTS_X_TOKEN: setting(
    Type.String(),
    '',
    'Bearer token of the X API v2; without it the posts that are stored are all there are.',
  ),
  POSTS_X_URL: setting(Address, 'https://api.x.com', 'Its address.'),
  POSTS_X_WORDS: setting(
    Type.Unsafe<'post' | 'tweet'>(Type.String({ pattern: '^(post|tweet)$' })),
    'tweet',
    'Names that the X API is asked by: `post.fields` or `tweet.fields`; both are understood in answers.',
  ),
  POSTS_X_DAILY_DOLLARS: setting(
    Type.Number({ minimum: 0, maximum: 100_000 }),
    1,
    'Most that a workspace may spend on the X API in a UTC day, in US dollars.',
  ),
} as const;

export type PostsSettings = SettingValues<typeof postsSettings>;
