import type { Static } from 'typebox';
import { collectingEvents } from './types/collecting-events.ts';
import { listeningEvents } from './types/listening-events.ts';
import { publishingEvents } from './types/publishing-events.ts';
import { usageEvents } from './types/usage-events.ts';

/** Every type of event, with the schema of its payload. `docs/events.md` is generated from it. */
export const EVENTS = { ...publishingEvents, ...listeningEvents, ...collectingEvents, ...usageEvents };

/** The name of a type of event, such as `post.published`. */
export type EventType = keyof typeof EVENTS;

export const EVENT_TYPES = Object.keys(EVENTS) as EventType[];

/** Whether text is the name of a type of event. */
export function isEventType(text: string): text is EventType {
  return Object.hasOwn(EVENTS, text);
}

/** An event to record: its payload must match the schema of its type. */
export type NewEvent = {
  [Type in EventType]: {
    readonly type: Type;
    /** Id of the object that the event is about. */
    readonly subject: string;
    readonly payload: Static<(typeof EVENTS)[Type]['payload']>;
  };
}[EventType];
