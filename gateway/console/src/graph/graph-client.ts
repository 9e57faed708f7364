import ids from 'virtual:persisted-ids';
import { persistedExchange } from '@urql/exchange-persisted';
import type { DocumentNode } from 'graphql';
import { Client, fetchExchange } from 'urql';
import type { Session } from '../session/index.ts';

/**
 * Creates the client of the graph. It has no cache of results: a mutation would refetch lists, and
 * rows must not move while somebody reads them.
 */
export function createGraphClient(session: Session): Client {
  return new Client({
    url: new URL('graphql', document.baseURI).href,
    exchanges: [
      persistedExchange({
        enforcePersistedQueries: false,
        enableForMutation: true,
        enableForSubscriptions: true,
        preferGetForPersistedQueries: false,
        generateHash: async (_, document) => ids[nameOf(document)] ?? '',
      }),
      fetchExchange,
    ],
    fetch: (input, init) => session.fetch(input, init),
    fetchSubscriptions: true,
    preferGetMethod: false,
    requestPolicy: 'network-only',
  });
}

function nameOf({ definitions }: DocumentNode): string {
  const [operation] = definitions.filter(({ kind }) => kind === 'OperationDefinition');
  return (operation as { name?: { value: string } } | undefined)?.name?.value ?? '';
}
