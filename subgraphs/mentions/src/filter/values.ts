import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';

const LONGEST_TEXT = 200;
const LONGEST_LIST = 100;

/** The one member that is given; Apollo's composition does not know `@oneOf`, so we check it. */
export function onlyMember(field: string, input: object): string {
  const given = Object.entries(input).filter(([, value]) => value !== undefined && value !== null);
  if (given.length !== 1)
    throw invalidInput(field, `Exactly one member must be given, got ${given.length || 'none'}`);
  return given[0]![0];
}

/** A text of 1 to 200 characters, without space around it. */
export function textOf(field: string, text: string): string {
  const trimmed = text.trim();
  if (trimmed.length === 0 || isLongerThan(trimmed, LONGEST_TEXT))
    throw invalidInput(field, `Must have 1 to ${LONGEST_TEXT} characters`);
  if (trimmed.includes('\0')) throw invalidInput(field, 'Must not contain the character NUL');
  return trimmed;
}

/** 1 to 100 such texts. */
export function listOf(field: string, values: readonly string[]): string[] {
  if (values.length === 0 || values.length > LONGEST_LIST)
    throw invalidInput(field, `Must have 1 to ${LONGEST_LIST} values, got ${values.length}`);
  return values.map((value, index) => textOf(`${field}.${index}`, value));
}

/** The ids of a scope: null is every one, and an empty list is refused, as it could mean either. */
export function idsOf(field: string, ids: readonly string[] | null | undefined): string[] | null {
  if (ids === null || ids === undefined) return null;
  if (ids.length === 0 || ids.length > LONGEST_LIST)
    throw invalidInput(field, `Must have 1 to ${LONGEST_LIST} ids, got ${ids.length}`);
  return [...new Set(ids)];
}
