import type { ApolloServerPlugin } from '@apollo/server';
import type { SubgraphRequest } from '@tributary/kit';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { GraphQLError } from 'graphql';
import type { GatewayConfig } from '../config/index.ts';
import type { Graph } from '../graph/index.ts';
import { textsOf } from './document-texts.ts';

/** Measures of an operation, and the settings that limit them. */
const BOUNDS = {
  depth: ['GRAPHQL_MAX_DEPTH', 'levels of fields'],
  aliases: ['GRAPHQL_MAX_ALIASES', 'aliases'],
  directives: ['GRAPHQL_MAX_DIRECTIVES', 'directives'],
  rootFields: ['GRAPHQL_MAX_ROOT_FIELDS', 'fields of the root'],
} as const;

/** Rejects an overlong document before it is parsed. */
export function refuseLongDocuments({
  GRAPHQL_MAX_CHARACTERS: most,
}: GatewayConfig): preHandlerAsyncHookHandler {
  return async (request, reply) => {
    if (textsOf(request).every((text) => typeof text !== 'string' || text.length <= most)) return;
    const { message, extensions } = tooLarge('characters', most);
    return reply.code(400).send({ errors: [{ message, extensions }] });
  };
}

/**
 * Rejects an operation before it is planned if it exceeds the limits of depth, aliases, directives,
 * root fields or cost. With `reportsCost` the response's extensions report the cost. Operations of
 * subgraphs are not limited.
 */
export function boundOperations(
  graph: Graph,
  config: GatewayConfig,
  reportsCost: boolean,
): ApolloServerPlugin<SubgraphRequest> {
  const maximum = config.GRAPHQL_MAX_COST;
  return {
    requestDidStart: async () => {
      let requested: number | undefined;
      return {
        async didResolveOperation({ document, operationName, request, contextValue }) {
          const measure = graph.measure(document, operationName ?? undefined);
          if (!measure || contextValue.principal?.internal) return;
          for (const [name, [setting, words]] of Object.entries(BOUNDS)) {
            const most = config[setting];
            if (measure[name as keyof typeof BOUNDS] > most) throw refusal(tooLarge(words, most));
          }
          requested = measure.cost(request.variables ?? {});
          if (requested > maximum) throw refusal(tooLarge('points of cost', maximum, requested));
        },
        async willSendResponse({ response: { body } }) {
          if (!reportsCost || requested === undefined || body.kind !== 'single') return;
          body.singleResult.extensions = { ...body.singleResult.extensions, cost: { requested, maximum } };
        },
      };
    },
  };
}

function tooLarge(what: string, maximum: number, requested?: number): GraphQLError {
  const details = requested === undefined ? { maximum } : { maximum, requested };
  return new GraphQLError(`The operation is too large: at most ${maximum} ${what}.`, {
    extensions: { code: 'OPERATION_TOO_LARGE', ...details },
  });
}

/** Sets the status, which Apollo Server reads from the extensions and removes. */
function refusal(error: GraphQLError): GraphQLError {
  return new GraphQLError(error.message, { extensions: { ...error.extensions, http: { status: 400 } } });
}
