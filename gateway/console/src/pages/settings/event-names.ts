/** Types of events in the words of the console, in the order of its lists. */
const EVENT_TYPES = {
  TRACKER_MATCHED: 'A tracker finds a post',
  POST_SCORED: 'A post is scored',
  TRACKER_SPIKED: 'A tracker finds unusually many posts',
  TRACKER_FAILING: 'A source of a tracker cannot be read',
  MENTION_MATCHED: 'A live dataset receives a mention',
  SNAPSHOT_CAPTURED: 'Share of voice is counted',
  POST_SCHEDULED: 'A post is scheduled',
  POST_PUBLISHED: 'A post is published',
  POST_FAILED: 'A post is not published',
  POST_UNCONFIRMED: 'It is unknown whether a post is published',
  ACCOUNT_EXPIRED: 'An account has to be connected again',
  RUN_COMPLETED: 'A run of a dataset ends',
  LIMIT_REACHED: 'A key reaches its limit',
  RETENTION_CHANGED: 'A rule of retention changes',
  BALANCE_LOW: 'The balance is low',
  WEBHOOK_DISABLED: 'A webhook is disabled',
  DESTINATION_DISABLED: 'A destination is disabled',
} as const;

/** A type of events. */
export type EventType = keyof typeof EVENT_TYPES;

export const EVENT_OPTIONS = Object.entries(EVENT_TYPES).map(([value, name]) => ({ value, name }));

/** Returns what a type of events means. */
export function eventName(type: EventType): string {
  return EVENT_TYPES[type];
}

/** Names types in a few words; null stands for all of them. */
export function eventNames(types: readonly EventType[] | null): string {
  if (!types) return 'All events';
  const [first, ...others] = types.map(eventName);
  return others.length > 0 ? `${first} and ${others.length} more` : (first ?? 'No event');
}
