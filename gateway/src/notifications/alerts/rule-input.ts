import { invalidInput } from '@tributary/kit';
import { EVENT_TYPES, type EventType } from '@tributary/kit/events';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import { LONGEST_QUERY, parseQuery, printQuery } from '@tributary/listening';
import type { AlertRuleValues } from '../data/alert-rules.ts';
import { loadDestinations } from '../data/destinations.ts';
import type { AlertFrequency, AlertSchedule, Tables } from '../data/tables.ts';
import { findView } from '../data/views.ts';
import { readName } from '../readable-name.ts';
import { isTimeZone } from './zoned-time.ts';

const MOST_TRACKERS = 50;
const MOST_DESTINATIONS = 10;

/** Days of the week, in their order. */
export const WEEKDAYS = [
  'monday',
  'tuesday',
  'wednesday',
  'thursday',
  'friday',
  'saturday',
  'sunday',
] as const;

type Weekday = (typeof WEEKDAYS)[number];

/** A rule as requested. */
export interface AlertRuleInput {
  readonly name: string;
  readonly types: readonly EventType[];
  readonly trackerIds?: readonly string[] | null;
  readonly viewId?: string | null;
  readonly query?: string | null;
  readonly destinationIds: readonly string[];
  readonly frequency: AlertFrequency;
  readonly at: string;
  readonly weekday: Weekday;
  readonly quietHours?: { readonly from: string; readonly to: string } | null;
  readonly timeZone: string;
  readonly isEnabled: boolean;
}

/**
 * Validates a rule; throws INVALID_INPUT naming the invalid member. `known` are the ids of the
 * workspace's trackers.
 */
export async function readRule(
  scope: Scope<Tables>,
  input: AlertRuleInput,
  known: ReadonlySet<string>,
): Promise<AlertRuleValues> {
  if (input.types.length === 0)
    throw invalidInput('input.types', '`types` must name at least one type of event.');
  return {
    name: readName(input.name),
    types: EVENT_TYPES.filter((type) => input.types.includes(type)),
    trackers: readTrackers(input.trackerIds ?? null, known),
    viewId: await readView(scope, input.viewId ?? null),
    query: readQuery(input.query ?? null),
    destinations: await readDestinations(scope, input.destinationIds),
    schedule: readSchedule(input),
    isEnabled: input.isEnabled,
  };
}

function readTrackers(ids: readonly string[] | null, known: ReadonlySet<string>): string[] | null {
  if (ids === null) return null;
  if (ids.length === 0 || ids.length > MOST_TRACKERS)
    throw invalidInput(
      'input.trackerIds',
      `\`trackerIds\` must have 1 to ${MOST_TRACKERS} ids, or be absent.`,
    );
  const unknown = ids.find((id) => !known.has(id));
  if (unknown !== undefined)
    throw invalidInput('input.trackerIds', `The workspace has no tracker "${unknown.slice(0, 100)}".`);
  return [...new Set(ids)];
}

async function readView(scope: Scope<Tables>, id: string | null): Promise<string | null> {
  if (id === null) return null;
  const view = isUuid(id) ? await findView(scope, id) : undefined;
  if (!view) throw invalidInput('input.viewId', `The workspace has no view "${id.slice(0, 100)}".`);
  if (view.list !== 'community_posts')
    throw invalidInput(
      'input.viewId',
      'A rule can use views of community posts only: no event is about a mention.',
    );
  return view.id;
}

/** Returns the query in canonical form. */
function readQuery(text: string | null): string | null {
  if (text === null) return null;
  if (text.length > LONGEST_QUERY)
    throw invalidInput('input.query', `\`query\` must have at most ${LONGEST_QUERY} characters.`);
  const { query, error } = parseQuery(text);
  if (error) throw invalidInput('input.query', error.message);
  return printQuery(query);
}

async function readDestinations(scope: Scope<Tables>, ids: readonly string[]): Promise<string[]> {
  const field = 'input.destinationIds';
  if (ids.length === 0 || ids.length > MOST_DESTINATIONS)
    throw invalidInput(field, `\`destinationIds\` must have 1 to ${MOST_DESTINATIONS} ids.`);
  const valid = ids.filter(isUuid);
  const known = new Set((await loadDestinations(scope, valid)).map(({ id }) => id));
  const unknown = ids.find((id) => !known.has(id.toLowerCase()));
  if (unknown !== undefined)
    throw invalidInput(field, `The workspace has no destination "${unknown.slice(0, 100)}".`);
  return [...known];
}

function readSchedule({ frequency, at, weekday, quietHours, timeZone }: AlertRuleInput): AlertSchedule {
  if (!isTimeZone(timeZone))
    throw invalidInput(
      'input.timeZone',
      `\`timeZone\` must be the name of a time zone, such as Europe/Berlin; got "${timeZone.slice(0, 100)}".`,
    );
  const quiet = quietHours
    ? {
        from: readTime('input.quietHours.from', quietHours.from),
        to: readTime('input.quietHours.to', quietHours.to),
      }
    : null;
  if (quiet && quiet.from === quiet.to)
    throw invalidInput('input.quietHours.to', '`quietHours` must not end at the time at which they begin.');
  return { frequency, at: readTime('input.at', at), weekday: WEEKDAYS.indexOf(weekday) + 1, quiet, timeZone };
}

/** Returns the minutes after midnight of a time such as `09:30`. */
function readTime(field: string, text: string): number {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(text) ?? [];
  if (hours === undefined)
    throw invalidInput(
      field,
      `\`${field.slice('input.'.length)}\` must be a time from 00:00 to 23:59, got "${text.slice(0, 100)}".`,
    );
  return Number(hours) * 60 + Number(minutes);
}

/** Writes minutes after midnight as a time. */
export function timeText(minute: number): string {
  const pad = (value: number) => String(value).padStart(2, '0');
  return `${pad(Math.floor(minute / 60))}:${pad(minute % 60)}`;
}
