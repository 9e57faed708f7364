import { invalidInput } from '@tributary/kit';

/** Valid usernames on X. */
const USERNAME = /^[A-Za-z0-9_]{1,15}$/;
const HOSTS = /^(www\.|mobile\.)?(x|twitter)\.com$/i;

/**
 * Returns the username from `name`, `@name` or a profile URL; throws INVALID_INPUT for anything
 * else.
 */
export function readUsername(field: string, text: string): string {
  const trimmed = text.trim();
  const username = trimmed.includes('/') ? usernameIn(trimmed) : trimmed.replace(/^@/, '');
  if (username !== null && USERNAME.test(username)) return username;
  throw invalidInput(
    field,
    `\`${field}\` must be the username of an X account, with or without @, or the address of its profile.`,
  );
}

function usernameIn(text: string): string | null {
  const address = URL.parse(/^https?:\/\//i.test(text) ? text : `https://${text}`);
  if (!address || !HOSTS.test(address.hostname)) return null;
  const [name = '', ...rest] = address.pathname.split('/').filter(Boolean);
  return rest.length === 0 ? name.replace(/^@/, '') : null;
}
