import { invalidInput } from '@tributary/kit';
import { type NameRules, platformOf } from '@tributary/platforms';
import { PLATFORM_NAMES, type Platform } from './platforms.ts';

/** Returns whether the platform can have a creator of this name. */
export function isUsername(platform: Platform, text: string): boolean {
  return rulesOf(platform).pattern.test(written(text));
}

/**
 * Returns a creator's name without a leading @; throws INVALID_INPUT if the platform cannot have
 * such a name.
 */
export function checkUsername(platform: Platform, text: string): string {
  const name = written(text);
  if (rulesOf(platform).pattern.test(name)) return name;
  throw invalidInput(
    'username',
    `\`username\` must be a name on ${PLATFORM_NAMES[platform]}, without spaces.`,
  );
}

/** Returns the normalised name that identifies a creator, ignoring case as platforms do. */
export function usernameKey(platform: Platform, name: string): string {
  const plain = name.normalize('NFC').replace(/^@/, '');
  return rulesOf(platform).caseSensitive?.test(plain) ? plain : plain.toLowerCase();
}

function written(text: string): string {
  return text.trim().normalize('NFC').replace(/^@/, '');
}

function rulesOf(platform: Platform): NameRules {
  return platformOf(platform).names!;
}
