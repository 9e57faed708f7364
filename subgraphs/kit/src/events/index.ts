/**
 * The event log: subgraphs record what happened in the transaction of the change; webhooks and
 * streams read it in the order of the log.
 */
export { eraseEventTexts } from './data/erase-event-texts.ts';
export {
  type EventSelection,
  findEvent,
  findLastSequence,
  findSequenceBefore,
  type LoggedEvent,
  listEvents,
  listEventsOfAll,
  loadEvents,
} from './data/events.ts';
export { recordEvents } from './data/record-events.ts';
export type { EventFeed, Subscription } from './event-feed.ts';
export { type EventLog, openEventLog } from './event-log.ts';
export { type EventMessage, eventMessage } from './event-message.ts';
export type { EventReader } from './event-reader.ts';
export {
  EVENT_TYPES,
  EVENTS,
  type EventType,
  isEventType,
  type NewEvent,
} from './event-types.ts';
export { type FollowedEvents, followEvents } from './follow-events.ts';
export { eventsSchema } from './schema.ts';
export { readSince, SINCE_FORM } from './since.ts';
export type { EventDefinition } from './types/event-definition.ts';
