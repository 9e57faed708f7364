import { invalidInput } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { Page } from '../data/pages.ts';

const MOST = 100;

/** Arguments of a list, oldest first. */
export interface PageArguments {
  readonly first: number;
  readonly afterId?: string | null;
}

/** Reads the arguments of a list of objects such as `a webhook`; throws INVALID_INPUT. */
export function readPage({ first, afterId }: PageArguments, of: string): Page {
  checkFirst(first);
  return { after: checkPosition('afterId', afterId, of), limit: first };
}

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
