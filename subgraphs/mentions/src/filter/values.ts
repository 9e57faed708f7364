import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';

const LONGEST_TEXT = 200;
const LONGEST_LIST = 100;

/**
 * Returns the only given member. Apollo's composition does not support `@oneOf`, so it is checked
 * here.
 */
export function onlyMember(field: string, input: object): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  if (given.length !== 1)
    throw invalidInput(field, `Exactly one member must be given, got ${given.length || 'none'}`);
  return given[0]![0];
}

/** Returns the trimmed text; throws INVALID_INPUT unless it has 1 to 200 characters. */
export function textOf(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || isLongerThan(trimmed, LONGEST_TEXT))
    throw invalidInput(field, `Must have 1 to ${LONGEST_TEXT} characters`);
  if (trimmed.includes('\0')) throw invalidInput(field, 'Must not contain the character NUL');
  return trimmed;
}

/** Validates a list of 1 to 100 such texts. */
export function listOf(field: string, values: readonly string[]): string[] {
  if (values.length === 0 || values.length > LONGEST_LIST)
    throw invalidInput(field, `Must have 1 to ${LONGEST_LIST} values, got ${values.length}`);
  return values.map((value, index) => textOf(`${field}.${index}`, value));
}

/**
 * Returns distinct ids to restrict a selection to; null means all. Rejects an empty list as
 * ambiguous.
 */
export function idsOf(field: string, ids: readonly string[] | null | undefined): string[] | null {
  if (ids === null || ids === undefined) return null;
  if (ids.length === 0 || ids.length > LONGEST_LIST)
    throw invalidInput(field, `Must have 1 to ${LONGEST_LIST} ids, got ${ids.length}`);
  return [...new Set(ids)];
}
