import type { SubgraphRequest } from '@tributary/kit';
import { type DocumentNode, GraphQLError, visit } from 'graphql';
import type { GatewayConfig } from '../../config/index.ts';
import type { OperationPlugin } from './operation-plugin.ts';

/**
 * Restricts `__schema` and `__type` to callers with a credential if INTROSPECTION is `key`. Apollo
 * Server itself implements `off`.
 */
export function guardIntrospection(mode: GatewayConfig['INTROSPECTION']): OperationPlugin<SubgraphRequest> {
  if (mode !== 'key') return {};
  return {
    requestDidStart: async () => ({
      async didResolveOperation({ document, contextValue }) {
        if (contextValue.principal || !introspects(document)) return;
        throw new GraphQLError('Introspection needs an API key.', {
          extensions: { code: 'UNAUTHENTICATED' },
        });
      },
    }),
  };
}

function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    Field({ name }) {
      if (name.value === '__schema' || name.value === '__type') found = true;
    },
  });
  return found;
}
