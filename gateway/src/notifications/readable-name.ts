import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';

const LONGEST_NAME = 100;

/** Trims a name; throws INVALID_INPUT if it is empty, too long or not one line. */
export function readName(name: string): string {
  const trimmed = name.trim();
  if (trimmed === '' || isLongerThan(trimmed, LONGEST_NAME) || /\p{Cc}/u.test(trimmed))
    throw invalidInput('input.name', `\`name\` must be one line of 1 to ${LONGEST_NAME} characters.`);
  return trimmed;
}
