import type { SubgraphRequest } from '@tributary/kit';
import type { preHandlerAsyncHookHandler } from 'fastify';
import { type DocumentNode, GraphQLError } from 'graphql';
import type { GatewayConfig } from '../config/index.ts';
import type { Graph, LiveGraph } from '../graph/index.ts';
import { textsOf } from './document-texts.ts';
import type { OperationPlugin } from './execution/operation-plugin.ts';

/** A parsed and validated operation. */
export interface ValidOperation {
  readonly document: DocumentNode;
  readonly operationName: string | undefined;
  readonly variables: Readonly<Record<string, unknown>>;
}

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

/** Throws if a document is longer than the limit. */
export function checkLength(text: string, { GRAPHQL_MAX_CHARACTERS: most }: GatewayConfig): void {
  if (text.length > most) throw tooLarge('characters', most);
}

/**
 * Throws if an operation exceeds the limits of depth, aliases, directives, root fields or cost.
 * Returns its cost; null if the document has no operation of that name.
 */
export function checkSize(
  graph: Graph,
  config: GatewayConfig,
  { document, operationName, variables }: ValidOperation,
): number | null {
  const measure = graph.measure(document, operationName);
  if (!measure) return null;
  for (const [name, [setting, words]] of Object.entries(BOUNDS)) {
    const most = config[setting];
    if (measure[name as keyof typeof BOUNDS] > most) throw tooLarge(words, most);
  }
  const requested = measure.cost(variables);
  const maximum = config.GRAPHQL_MAX_COST;
  if (requested > maximum) throw tooLarge('points of cost', maximum, requested);
  return requested;
}

/**
 * Rejects an operation before it is planned if it exceeds the limits of depth, aliases, directives,
 * root fields or cost. With `reportsCost` the response's extensions report the cost. Operations of
 * subgraphs are not limited.
 */
export function boundOperations(
  graph: LiveGraph,
  config: GatewayConfig,
  reportsCost: boolean,
): OperationPlugin<SubgraphRequest> {
  const maximum = config.GRAPHQL_MAX_COST;
  return {
    requestDidStart: async () => {
      let requested: number | null = null;
      return {
        async didResolveOperation({ schema, document, operationName, request, contextValue }) {
          if (contextValue.principal?.internal) return;
          const operation = {
            document,
            operationName: operationName ?? undefined,
            variables: request.variables ?? {},
          };
          requested = refusing(() => checkSize(graph.of(schema), config, operation));
        },
        async willSendResponse({ response: { body } }) {
          if (!reportsCost || requested === null || body.kind !== 'single') return;
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

/** Sets the status of errors, which Apollo Server reads from their extensions and removes. */
function refusing<Result>(check: () => Result): Result {
  try {
    return check();
  } catch (error) {
    const { message, extensions } = error as GraphQLError;
    throw new GraphQLError(message, { extensions: { ...extensions, http: { status: 400 } } });
  }
}
