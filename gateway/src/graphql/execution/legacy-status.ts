import type { SubgraphRequest } from '@tributary/kit';
import type { OperationPlugin } from './operation-plugin.ts';

/** Codes of invalid documents and variables, for which nothing was executed. */
const REFUSED: ReadonlySet<unknown> = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_TOO_LARGE',
  'BAD_USER_INPUT',
  'INVALID_INPUT',
]);

/**
 * Returns 200 instead of 400 for a rejected document or variables if the client accepts only
 * `application/json`. The GraphQL over HTTP specification requires this for that media type
 * ("Legacy Watershed"), because such clients take any other status to mean that the body is not
 * GraphQL.
 */
export function legacyStatus(): OperationPlugin<SubgraphRequest> {
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
