const DATE_TIME = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?)(?:Z|([+-]\d\d)(?::?(\d\d))?)$/i;
const DATE = /^(\d{4})-(\d\d)-(\d\d)$/;

/** Whether text is an existing calendar day written as `YYYY-MM-DD`. There is no year 0. */
export function isDate(text: string): boolean {
  if (!DATE.test(text) || text.startsWith('0000')) return false;
  const time = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

/**
 * Reads an ISO 8601 time with its zone, which may be written `Z`, `+01:00`, `+0100` or `+01`.
 * Returns null for anything else, such as a time without a zone or on a day that does not exist.
 */
export function readDateTime(text: string): Date | null {
  const [, day, time, hours, minutes = '00'] = DATE_TIME.exec(text) ?? [];
  if (day === undefined || !isDate(day)) return null;
  const date = new Date(`${day}T${time}${hours === undefined ? 'Z' : `${hours}:${minutes}`}`);
  return Number.isNaN(date.getTime()) ? null : date;
}
