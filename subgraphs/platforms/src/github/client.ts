import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of GitHub. */
export const settings = {
  GITHUB_TOKEN: setting(
    Type.String(),
    '',
    'Token of GitHub without any permission: three times as many searches, and discussions besides issues.',
  ),
  GITHUB_URL: setting(Address, 'https://api.github.com', 'Address of the GitHub API.'),
} as const;

export type GitHubSettings = SettingValues<typeof settings>;

/** Returns the endpoint of the GitHub API, whose rate limits are answered with 403 or 429. */
export function endpoint({ GITHUB_URL: baseUrl, GITHUB_TOKEN: token }: GitHubSettings): Endpoint {
  return {
    name: 'github',
    baseUrl,
    headers: {
      accept: 'application/vnd.github+json',
      'x-github-api-version': '2022-11-28',
      ...(token ? { authorization: `Bearer ${token}` } : {}),
    },
    classify: (status, body) =>
      status === 403 && /rate limit/i.test(String((body as { message?: unknown } | undefined)?.message))
        ? 'limited'
        : undefined,
    // Searches have a limit of their own.
    limits: 'operation',
  };
}
