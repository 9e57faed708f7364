import { invalidInput, isLongerThan } from '@tributary/kit';
import type { CommunityPostFilter } from './data/community-posts.ts';

/** Longest keyword, in characters. */
export const LONGEST_KEYWORD = 200;

/** A keyword as it is kept and searched for: trimmed; INVALID_INPUT names the field when it is none. */
export function checkKeyword(field: string, keyword: string): string {
  const trimmed = keyword.trim();
  if (trimmed.length === 0 || isLongerThan(trimmed, LONGEST_KEYWORD))
    throw invalidInput(field, `\`${field}\` must have 1 to ${LONGEST_KEYWORD} characters.`);
  if (trimmed.includes('\0')) throw invalidInput(field, `\`${field}\` must not contain the character NUL.`);
  return trimmed;
}

/** Checks what the types of the SDL do not say; INVALID_INPUT names the member at fault. */
export function checkFilter(filter: CommunityPostFilter): CommunityPostFilter {
  const { minScore, from, to } = filter;
  if (minScore != null && !(minScore >= 1 && minScore <= 10))
    throw invalidInput('filter.minScore', '`filter.minScore` must be a number from 1 to 10.');
  if (from && to && from > to)
    throw invalidInput('filter.from', '`filter.from` must not be after `filter.to`.');
  if (filter.keyword == null) return filter;
  return { ...filter, keyword: checkKeyword('filter.keyword', filter.keyword) };
}
