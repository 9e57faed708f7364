/** A time as the document writes it: ISO 8601 without milliseconds. */
export function toTime(at: string): string {
  return at.replace(/\.\d+Z$/, 'Z');
}
