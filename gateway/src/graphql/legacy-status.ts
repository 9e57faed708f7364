import type { ApolloServerPlugin } from '@apollo/server';
import type { SubgraphRequest } from '@tributary/kit';

/** Codes of invalid documents and variables, for which nothing was executed. */
const REFUSED: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_LARGE',
  'BAD_USER_INPUT',
  'INVALID_INPUT',
]);

/**
 * A client that takes `application/json` and nothing newer is answered 200 where a document or its
 * variables were refused, as the GraphQL over HTTP specification has it for that media type
 * ("Legacy Watershed"): to such clients another status means that there is no GraphQL in the body.
 * All others get 400.
 */
export function legacyStatus(): ApolloServerPlugin<SubgraphRequest> {
  return {
    requestDidStart: async () => ({
      async willSendResponse({ request: { http }, response }) {
        if (!isLegacy(http?.headers.get('accept')) || response.body.kind !== 'single') return;
        const { data, errors } = response.body.singleResult;
        if (data !== undefined || !errors?.every(({ extensions }) => REFUSED.has(extensions?.['code'])))
          return;
        response.http.status = 200;
      },
    }),
  };
}

function isLegacy(accept: string | undefined): boolean {
  if (!accept) return false;
  return accept
    .split(',')
    .every((type) => type.split(';', 1)[0]!.trim().toLowerCase() === 'application/json');
}
