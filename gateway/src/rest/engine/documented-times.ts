export { DAY } from '@tributary/kit';
export { readDateTime } from '@tributary/kit/text';

/** Formats a DateTime of the graph with a precision of seconds. */
export function withoutMilliseconds(time: string): string {
  return `${time.slice(0, -'.000Z'.length)}Z`;
}
