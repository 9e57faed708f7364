import { Address, setting } from '@tributary/kit';
import type { UpstreamFault } from '@tributary/kit/http-client';
import { Value } from 'typebox/value';
import type { Endpoint } from '../client.ts';
import { Result } from './api.ts';

/** Environment variables of Slack. */
export const settings = {
  SLACK_URL: setting(Address, 'https://slack.com/api', "Address of Slack's Web API, for bots."),
  SLACK_HOOKS_URL: setting(Address, 'https://hooks.slack.com', "Address of Slack's incoming webhooks."),
} as const;

/**
 * Returns the endpoint of incoming webhooks, with the secret in the path, or of the Web API with a
 * bot token.
 */
export function endpoint(baseUrl: string, token?: string): Endpoint {
  if (token === undefined) return { name: 'slack', baseUrl };
  return { name: 'slack', baseUrl, headers: { authorization: `Bearer ${token}` }, classify };
}

/** Classifies an error of the Web API, which has status 200. */
function classify(_: number, body: unknown): UpstreamFault | undefined {
  if (!Value.Check(Result, body) || body.ok) return undefined;
  const error = body.error ?? '';
  if (/^(invalid_auth|not_authed|account_inactive|token_(revoked|expired))$/.test(error))
    return 'credentials';
  if (/^rate_?limited$/.test(error)) return 'limited';
  return /^(internal|fatal)_error$/.test(error) ? 'failed' : 'refused';
}
