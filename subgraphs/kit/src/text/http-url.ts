import { isLongerThan } from './length.ts';

/** Whether text is an absolute http or https URL of at most 2,048 characters. */
export function isHttpUrl(text: string): boolean {
  if (isLongerThan(text, 2_048)) return false;
  return /^https?:$/.test(URL.parse(text)?.protocol ?? '');
}
