import { aiSchema } from '@tributary/ai';
import { defineAccess } from '@tributary/gateway/access';
import { limitsSchema } from '@tributary/gateway/admission';
import { defineNotifications } from '@tributary/gateway/notifications';
import { subgraphs } from '@tributary/gateway/subgraphs';
import { usageSubgraph } from '@tributary/gateway/usage';
import { eventsSchema } from '@tributary/kit/events';
import { listeningSchema } from '@tributary/listening';

/** Every PostgreSQL schema of the product, except the queue's. */
export const schemas = [
  defineAccess(async () => [], {} as never),
  defineNotifications({} as never),
  usageSubgraph,
  limitsSchema,
  eventsSchema,
  listeningSchema,
  aiSchema,
  ...subgraphs,
];
