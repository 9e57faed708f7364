import { invalidInput } from '@tributary/kit';
import { PLATFORM_NAMES, type Platform } from './platforms.ts';

const NAMES: Readonly<Record<Platform, RegExp>> = {
  tiktok: /^[\p{L}\p{N}._]{1,64}$/u,
  instagram: /^[\p{L}\p{N}._]{1,30}$/u,
  // `user/name` is the user name of an old channel, which need not be the handle of the same one.
  youtube: /^(?:user\/)?[\p{L}\p{M}\p{N}._·-]{1,100}$/u,
  twitter: /^\w{1,15}$/,
  facebook: /^[\p{L}\p{N}.-]{2,100}$/u,
  linkedin: /^[\p{L}\p{M}\p{N}._&'-]{1,120}$/u,
  bluesky: /^(?:[a-z0-9-]+\.)+[a-z]{2,}$|^did:[\w.:%-]+$/i,
  mastodon: /^\w+(?:[.-]\w+)*(?:@[\w.-]+)?$/,
};

/** A channel's id is the one kind of name in which upper and lower case differ. */
const CHANNEL_ID = /^UC[\w-]{22}$/;

const LEGACY_USER = /^user\/(.+)$/i;

/** The user name in the YouTube name `user/name`; null for a handle or a channel's id. */
export function legacyUserOf(name: string): string | null {
  return LEGACY_USER.exec(name)?.[1] ?? null;
}

/** Whether a platform could have a creator of this name. */
export function isUsername(platform: Platform, text: string): boolean {
  return NAMES[platform].test(written(text));
}

/** A creator's name as it is written, without a leading @; INVALID_INPUT when the platform could have none like it. */
export function checkUsername(platform: Platform, text: string): string {
  const name = written(text);
  if (NAMES[platform].test(name)) return name;
  throw invalidInput(
    'username',
    `\`username\` must be a name on ${PLATFORM_NAMES[platform]}, without spaces.`,
  );
}

/** The one spelling of a name by which a creator is kept: platforms take upper and lower case for the same. */
export function usernameKey(platform: Platform, name: string): string {
  const plain = name.normalize('NFC').replace(/^@/, '');
  return platform === 'youtube' && CHANNEL_ID.test(plain) ? plain : plain.toLowerCase();
}

function written(text: string): string {
  return text.trim().normalize('NFC').replace(/^@/, '');
}
