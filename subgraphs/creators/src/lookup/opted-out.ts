import { TributaryError } from '@tributary/kit';
import { platformName } from '@tributary/platforms';
import type { Subject } from '../answer.ts';
import { usernameKey } from '../names.ts';
import { PLATFORM_NAMES, PLATFORMS, type Platform } from '../platforms.ts';

/** Tests whether a creator has opted out of lookups in this installation. */
export interface OptedOut {
  (platform: Platform, username: string): boolean;
  /** All such creators as `platform:name`, with normalised names. */
  readonly names: readonly string[];
}

/** Parses CREATORS_OPTED_OUT: `tiktok:someone,instagram:other`. */
export function parseOptedOut(setting: string): OptedOut {
  const names = new Set<string>();
  for (const pair of setting
    .split(',')
    .map((part) => part.trim())
    .filter(Boolean)) {
    const [text = '', ...rest] = pair.split(':');
    const platform = platformName(text, PLATFORMS);
    if (!platform || rest.length === 0)
      throw new Error(`CREATORS_OPTED_OUT must be a list of platform:name, got "${pair}".`);
    names.add(`${platform}:${usernameKey(platform, rest.join(':'))}`);
  }
  const isOptedOut = (platform: Platform, username: string) =>
    names.has(`${platform}:${usernameKey(platform, username)}`);
  return Object.assign(isOptedOut, { names: [...names] });
}

/** Returns whether a creator opted out, as the subject or as the author of a post. */
export function hasOptedOut(
  optedOut: OptedOut,
  { platform, username }: Subject,
  author: string | null,
): boolean {
  return [username, author].some((name) => name !== null && optedOut(platform, name));
}

/** Returns the error for a creator who opted out, identical to that for an unknown one. */
export function notFoundOf({ platform, id }: Subject): TributaryError {
  return new TributaryError('NOT_FOUND', `There is no "${id}" on ${PLATFORM_NAMES[platform]}.`);
}
