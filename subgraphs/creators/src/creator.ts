import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';
import type { Context } from './context.ts';
import type { Reading, Subject } from './facts.ts';
import { checkUsername, usernameKey } from './names.ts';
import { type Operation, PLATFORM_NAMES, PLATFORMS, type Platform, type Priced } from './platforms.ts';
import { parseAddress, type Recognised, recognise } from './recognise/index.ts';

/** A creator as the resolvers hand it on: who is meant; what is known of them is read when it is selected. */
export interface CreatorSource {
  readonly platform: Platform;
  /** As it was asked for. */
  readonly username: string;
  /** Who is asked about; null for a name that the platform cannot have, of which nothing is known. */
  readonly subject: Subject | null;
}

/** Platforms that the caller means; every one without. */
type Among = readonly Platform[] | null | undefined;

/** Which creator is meant. */
export interface CreatorArguments {
  url?: string | null;
  platform?: Platform | null;
  username?: string | null;
  /** Platforms that are meant; every one without. */
  among?: readonly Platform[] | null;
}

/** Who a creator's key means; INVALID_INPUT for a name that the platform could not have. */
export function creatorOf(platform: Platform, username: string): CreatorSource {
  const name = checkUsername(platform, username);
  return { platform, username, subject: { platform, id: usernameKey(platform, name), username: name } };
}

/** Who is meant by an address, or by platform and username; INVALID_INPUT says what was expected. */
export function creatorFrom(args: CreatorArguments): CreatorSource {
  const creator = meant(args);
  checkAmong(creator.platform, args.among);
  return creator;
}

/** Refuses a platform that the caller does not mean, before anything is asked of it. */
export function checkAmong(platform: Platform, among: Among): void {
  if (!among || among.includes(platform)) return;
  throw invalidInput('platform', `The platform must be one of ${among.join(', ')}, not ${platform}.`);
}

function meant({ url, platform, username, among }: CreatorArguments): CreatorSource {
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

/** Which post is meant by an address; INVALID_INPUT says what was expected. */
export function postFrom(url: string, platform?: Platform | null, among?: Among): Subject {
  const found = recognised(url, platform, among);
  if (found.kind === 'post') return { platform: found.platform, id: found.id, username: found.username };
  throw found.kind === 'short'
    ? unresolved(found.platform)
    : invalidInput('url', `\`url\` is a profile on ${PLATFORM_NAMES[found.platform]}, not a post.`);
}

function unresolved(platform: Platform) {
  const name = PLATFORM_NAMES[platform];
  const message = `\`url\` is a shortened link of ${name}: open it and send the address that it leads to.`;
  return invalidInput('url', message);
}

/** Reads addresses of posts as {@link postFrom}, and knows the Mastodon server that is asked here by its host. */
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
  throw invalidInput('url', `\`url\` is no address of a post or profile on ${names}.`);
}

/** Reads what is known of a creator; null for one that is not found. */
export async function readOf<Name extends Operation>(
  { subject }: CreatorSource,
  context: Context,
  operation: Name,
  priced?: Priced,
): Promise<Reading<Name> | null> {
  return subject && context.read(operation, subject, priced);
}

/** The creator, when the platform has one of this name; null otherwise. */
export async function existing(creator: CreatorSource, context: Context): Promise<CreatorSource | null> {
  return (await readOf(creator, context, 'profile')) && creator;
}
