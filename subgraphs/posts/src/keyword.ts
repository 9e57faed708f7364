import { invalidInput } from '@tributary/kit';
import { isLongerThan } from '@tributary/kit/text';

/** Maximum length of a keyword and of a name to filter by, in characters. */
const LONGEST_KEYWORD = 200;

/** Returns the trimmed keyword; throws INVALID_INPUT, naming the field, if it is invalid. */
export function checkKeyword(field: string, keyword: string): string {
  const trimmed = keyword.trim();
  if (trimmed.length === 0 || isLongerThan(trimmed, LONGEST_KEYWORD))
    throw invalidInput(field, `\`${field}\` must have 1 to ${LONGEST_KEYWORD} characters.`);
  if (trimmed.includes('\0')) throw invalidInput(field, `\`${field}\` must not contain the character NUL.`);
  return trimmed;
}
