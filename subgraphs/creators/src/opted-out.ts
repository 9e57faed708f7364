import { usernameKey } from './names.ts';
import { isPlatform, type Platform } from './platforms.ts';

/** Whether a creator has asked this installation not to be looked up. */
export interface OptedOut {
  (platform: Platform, username: string): boolean;
  /** All of them, as `platform:name` in the one spelling of their names. */
  readonly names: readonly string[];
}

/** Reads CREATORS_OPTED_OUT: `tiktok:someone,instagram:other`. */
export function parseOptedOut(setting: string): OptedOut {
  const names = new Set<string>();
  for (const pair of setting
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [platform = '', ...rest] = pair.split(':');
    if (!isPlatform(platform) || rest.length === 0)
      throw new Error('CREATORS_OPTED_OUT has a part that is not of the form platform:name.');
    names.add(`${platform}:${usernameKey(platform, rest.join(':'))}`);
  }
  const isOptedOut = (platform: Platform, username: string) =>
    names.has(`${platform}:${usernameKey(platform, username)}`);
  return Object.assign(isOptedOut, { names: [...names] });
}
