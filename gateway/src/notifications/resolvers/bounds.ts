import { invalidInput } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';

const MOST = 100;

/** Throws INVALID_INPUT for a page size that is not from 1 to 100. */
export function checkFirst(first: number): void {
  if (first < 1 || first > MOST)
    throw invalidInput('first', `\`first\` must be from 1 to ${MOST}, got ${first}.`);
}

/** Returns the id of the object before a page; throws INVALID_INPUT for any other text. */
export function checkPosition(name: string, id: string | null | undefined, of: string): string | null {
  if (id && !isUuid(id)) throw invalidInput(name, `\`${name}\` must be the id of ${of}.`);
  return id ?? null;
}
