import { Address, type SettingValues, setting } from '@tributary/kit';
import { Type } from 'typebox';
import type { Endpoint } from '../client.ts';

/** Environment variables of Stack Overflow. */
export const settings = {
  STACKEXCHANGE_URL: setting(
    Address,
    'https://api.stackexchange.com/2.3',
    'Address of the Stack Exchange API, which new questions are read from.',
  ),
  STACKEXCHANGE_KEY: setting(
    Type.String(),
    '',
    'Key of the Stack Exchange API: 10,000 requests a day instead of 300. It is free.',
  ),
  STACKEXCHANGE_SITE: setting(
    Type.String({ minLength: 1 }),
    'stackoverflow',
    'Site of Stack Exchange that is read.',
  ),
} as const;

export type StackExchangeSettings = SettingValues<typeof settings>;

/** Returns the endpoint of the Stack Exchange API, whose rate limit is an error with status 400. */
export function endpoint({ STACKEXCHANGE_URL: baseUrl }: StackExchangeSettings): Endpoint {
  return {
    name: 'stackoverflow',
    baseUrl,
    classify: (_, body) =>
      (body as { error_name?: unknown } | null | undefined)?.error_name === 'throttle_violation'
        ? 'limited'
        : undefined,
  };
}
