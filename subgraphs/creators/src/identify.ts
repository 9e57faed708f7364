import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';
import { parseAddress, type Recognised, recognise } from '@tributary/platforms';
import type { Subject } from './answer.ts';
import { checkUsername, usernameKey } from './names.ts';
import { PLATFORM_NAMES, PLATFORMS, type Platform } from './platforms.ts';

/**
 * A creator as passed between resolvers; the profile is looked up when one of its fields is
 * selected.
 */
export interface CreatorSource {
  readonly platform: Platform;
  /** As the caller wrote it. */
  readonly username: string;
  /** Subject of the lookup; null if the platform cannot have such a name. */
  readonly subject: Subject | null;
}

/** Platforms that the caller accepts; all if absent. */
type Among = readonly Platform[] | null | undefined;

/** Arguments that identify a creator. */
export interface CreatorArguments {
  url?: string | null;
  platform?: Platform | null;
  username?: string | null;
  /** Platforms that the caller accepts; all if absent. */
  among?: readonly Platform[] | null;
}

/**
 * Returns the creator of a platform and username; throws INVALID_INPUT if the platform cannot have
 * such a name.
 */
export function creatorOf(platform: Platform, username: string): CreatorSource {
  const name = checkUsername(platform, username);
  return { platform, username, subject: { platform, id: usernameKey(platform, name), username: name } };
}

/**
 * Returns the creator of a URL, or of platform and username; throws INVALID_INPUT stating what was
 * expected.
 */
export function creatorFrom(args: CreatorArguments): CreatorSource {
  const creator = identified(args);
  checkAmong(creator.platform, args.among);
  return creator;
}

/** Throws INVALID_INPUT if the caller does not accept the platform, before it is called. */
export function checkAmong(platform: Platform, among: Among): void {
  if (!among || among.includes(platform)) return;
  throw invalidInput('platform', `The platform must be one of ${among.join(', ')}, not ${platform}.`);
}

function identified({ url, platform, username, among }: CreatorArguments): CreatorSource {
  if (url) {
    const found = recognised(url, platform, among);
    const name = found.kind === 'short' ? null : found.username;
    if (name) return creatorOf(found.platform, name);
    if (found.kind === 'short') throw unresolved(found.platform);
    throw invalidInput('url', '`url` names no creator: send the address of the profile.');
  }
  if (!username) throw invalidInput('url', 'Give `url`, or `username` and `platform`.');
  if (!platform) throw invalidInput('platform', '`platform` is needed with `username`.');
  return creatorOf(platform, username);
}

/** Returns the post at a URL; throws INVALID_INPUT stating what was expected. */
export function postFrom(url: string, platform?: Platform | null, among?: Among): Subject {
  const found = recognised(url, platform, among);
  if (found.kind === 'post') return { platform: found.platform, id: found.id, username: found.username };
  throw found.kind === 'short'
    ? unresolved(found.platform)
    : invalidInput('url', `\`url\` is a profile on ${PLATFORM_NAMES[found.platform]}, not a post.`);
}

function unresolved(platform: Platform) {
  const name = PLATFORM_NAMES[platform];
  const message = `\`url\` does not tell which account or post on ${name} it leads to: open it and send the address of that page.`;
  return invalidInput('url', message);
}

/** Returns a {@link postFrom} that also recognises the configured Mastodon server by host. */
export function postsWith(mastodonUrl: string): typeof postFrom {
  const host = mastodonUrl && new URL(mastodonUrl).hostname;
  return (url, platform, among) =>
    postFrom(url, platform ?? (host && parseAddress(url)?.host === host ? 'mastodon' : null), among);
}

function recognised(url: string, platform?: Platform | null, among?: Among): Recognised {
  if (isLongerThan(url, 2_048) || url.includes('\0'))
    throw invalidInput('url', '`url` is too long or not text.');
  const found = recognise(url, platform);
  if (found) return found;
  const expected = platform ? [platform] : (among ?? PLATFORMS);
  const names = expected.map((each) => PLATFORM_NAMES[each]).join(', ');
  throw invalidInput('url', `\`url\` is not the address of a post or profile on ${names}.`);
}
