export { readDateTime } from '@tributary/kit/text';

/** A time of the graph (a DateTime) as documents write theirs, to the second. */
export function withoutMilliseconds(time: string): string {
  return `${time.slice(0, -'.000Z'.length)}Z`;
}
