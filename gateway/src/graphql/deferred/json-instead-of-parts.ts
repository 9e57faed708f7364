import type { SubgraphRequest } from '@tributary/kit';
import { acceptsJson } from '../accepts-json.ts';
import type { OperationPlugin } from '../execution/operation-plugin.ts';
import { deferFormatOf } from './defer-formats.ts';

/**
 * Sends JSON to a client that accepts only parts, if the response has none: Apollo Server would
 * respond with 406.
 */
export function jsonInsteadOfParts(): OperationPlugin<SubgraphRequest> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ request: { http }, response }) {
        const accept = http?.headers.get('accept');
        if (deferFormatOf(accept) && !acceptsJson(accept))
          response.http.headers.set('content-type', 'application/json; charset=utf-8');
      },
    }),
  };
}
