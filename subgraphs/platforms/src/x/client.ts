import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of X. */
export const settings = {
  X_TOKEN: setting(
    Type.String(),
    '',
    'Bearer token of the X API v2, for reading; if empty, only stored posts and creators of X are returned.',
  ),
  X_URL: setting(Address, 'https://api.x.com', 'Address of the X API.'),
  X_WORDS: setting(
    Type.Unsafe<'post' | 'tweet'>(Type.String({ pattern: '^(post|tweet)$' })),
    'tweet',
    'Vocabulary of requests to the X API: `post.fields` or `tweet.fields`; responses in either are understood.',
  ),
} as const;

export type XSettings = SettingValues<typeof settings>;

/**
 * Returns the endpoint of the X API v2, with an application's or a user's token. X limits each
 * operation separately.
 */
export function endpoint({ X_URL: baseUrl }: XSettings, token?: string): Endpoint {
  const headers = token === undefined ? {} : { authorization: `Bearer ${token}` };
  return { name: 'x', baseUrl, headers, limits: 'operation' };
}

/** Query parameters that select fields of posts, in the configured vocabulary. */
export function postFields({ X_WORDS: word }: XSettings, fields: string): Record<string, string> {
  return { [`${word}.fields`]: word === 'tweet' ? fields : fields.replaceAll('tweet', word) };
}
