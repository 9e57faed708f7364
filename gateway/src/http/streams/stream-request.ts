import { invalidInput } from '@tributary/kit';
import {
  EVENT_TYPES,
  type EventReader,
  type EventType,
  isEventType,
  type LoggedEvent,
  readSince,
  SINCE_FORM,
} from '@tributary/kit/events';
import type { FastifyRequest } from 'fastify';
import type { StreamSelection } from './stream-events.ts';

/** The query string of a stream. */
export type StreamQuery = Readonly<Record<string, string | readonly string[] | undefined>>;

/** What a request is read with. */
export interface RequestReader {
  readonly events: EventReader;
  /** Returns the filter of a query; throws INVALID_INPUT for an invalid one. */
  readonly filterOf: (query: string) => (event: LoggedEvent) => boolean;
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
}

/**
 * Reads what a stream sends: events behind `Last-Event-ID`, or since a time, or from now on. Throws
 * INVALID_INPUT for an invalid parameter.
 */
export async function readSelection(
  { query, headers }: Pick<FastifyRequest<{ Querystring: StreamQuery }>, 'query' | 'headers'>,
  workspaceId: string,
  reader: RequestReader,
): Promise<StreamSelection> {
  const { query: text, since, types } = query;
  const matches = typeof text === 'string' ? reader.filterOf(text) : () => true;
  const filters = { workspaceId, types: readTypes(types), matches, since: null };
  const last = headers['last-event-id'];
  if (typeof last === 'string') {
    const after = readSequence(last);
    if (after === null) throw invalidInput('Last-Event-ID', '`Last-Event-ID` must be the id of an event.');
    return { ...filters, after };
  }
  if (since === undefined) return { ...filters, after: await reader.events.last() };
  const time = typeof since === 'string' ? readSince(since, new Date(reader.clock())) : null;
  if (!time) throw invalidInput('since', `\`since\` must be ${SINCE_FORM}.`);
  return { ...filters, since: time, after: await reader.events.before(workspaceId, time) };
}

/** Reads a sequence number; null for any other text. */
export function readSequence(text: string): number | null {
  return /^\d{1,15}$/.test(text) ? Number(text) : null;
}

function readTypes(value: StreamQuery[string]): EventType[] | null {
  if (value === undefined) return null;
  const names = [value].flat().flatMap((each) => each.split(','));
  const unknown = names.find((name) => !isEventType(name));
  if (unknown !== undefined)
    throw invalidInput(
      'types',
      `\`types\` must be names of ${EVENT_TYPES.join(', ')}; got "${unknown.slice(0, 100)}".`,
    );
  return names as EventType[];
}
