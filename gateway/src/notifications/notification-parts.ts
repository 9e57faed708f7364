import type { GraphPort, SubgraphRequest } from '@tributary/kit';
import type { EventReader } from '@tributary/kit/events';
import type { Senders } from './destinations/open-senders.ts';
import type { WebhookParts } from './webhooks/webhook-parts.ts';

/** Dependencies of resolvers and jobs. */
export interface NotificationParts extends WebhookParts {
  readonly senders: Senders;
  readonly graph: GraphPort;
  /** Reads the event log, for subscriptions. */
  readonly events: EventReader;
  /** Finds the type of an object that the caller may read, by its id; null if there is none. */
  readonly findNodeType: (id: string, request: SubgraphRequest) => Promise<string | null>;
}
