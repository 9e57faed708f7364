import { GraphQLError, parse, print } from 'graphql';
import { startDeadline } from '../deadline.ts';
import { mentionsDefer, withoutDefer } from '../deferring/mark-deferred.ts';
import { documentIds } from '../documents/document-ids.ts';
import type { CreateEngine, Engine, EngineOptions, EngineRequest, Outcome } from '../engine.ts';
import { type Fault, faultOf } from '../faults.ts';
import type { Audience } from '../supergraph.ts';
import { type ApolloResponse, type RunningGateway, startApolloGateway } from './apollo-gateway.ts';
import { withoutInaccessible, withoutSecurityLinks } from './strip-links.ts';

/** Loads `@apollo/gateway` with a supergraph, once for each audience. */
export async function loadApolloEngine(supergraphSdl: string): Promise<CreateEngine> {
  const supergraph = withoutSecurityLinks(parse(supergraphSdl, { noLocation: true }));
  const [client, internal] = await Promise.all([
    startApolloGateway(print(supergraph)),
    startApolloGateway(print(withoutInaccessible(supergraph))),
  ]);
  return (options) => createApolloEngine({ client, internal }, options);
}

function createApolloEngine(
  gateways: Readonly<Record<Audience, RunningGateway>>,
  { transports, deadline: milliseconds }: EngineOptions,
): Engine {
  const idOf = documentIds();
  return {
    async execute({ audience, document: sent, source, definition, variables, request }: EngineRequest) {
      // Nothing is deferred: the response has all fragments.
      const document = mentionsDefer(sent) ? withoutDefer(sent) : sent;
      const inFlight: string[] = [];
      const deadline = startDeadline(request.signal, milliseconds, inFlight);
      let response: ApolloResponse = {};
      const running = async () => {
        response = await gateways[audience].execute({
          document,
          queryHash: idOf(document, source),
          operationName: definition.name?.value,
          variables,
          context: { transports, request: { ...request, signal: deadline.signal }, inFlight },
        });
      };
      const stopped = await deadline.wait(running()).finally(deadline.end);
      if (stopped) return { data: null, faults: [faultOf(stopped)] };
      return outcomeOf(response);
    },
    async subscribe() {
      throw new GraphQLError('Subscriptions need GRAPH_ENGINE=tributary; @apollo/gateway has none.');
    },
    // The gateway plans an operation on its first execution, and caches the plan itself.
    prepare() {},
    // It keeps its plans to itself.
    busiest: () => [],
    plan() {},
    planned: () => 0,
    async stop() {
      await Promise.all([gateways.client.stop(), gateways.internal.stop()]);
    },
  };
}

/** Values that violate the schema become errors, as the specification requires. */
function outcomeOf({ data, errors = [], extensions }: ApolloResponse): Outcome {
  const completion = extensions?.valueCompletion ?? [];
  return { data: data ?? null, faults: [...errors, ...completion].map(faultFrom) };
}

function faultFrom(error: GraphQLError): Fault {
  const { message, path, extensions, originalError } = error;
  // A data source's own error is reported unchanged.
  if (!(error instanceof GraphQLError)) return faultOf(error);
  const { serviceName, ...rest } = extensions;
  const original = originalError as { extensions?: { code?: unknown } } | undefined;
  const hasOwnCode = original?.extensions?.code !== undefined;
  const { code, ...withoutCode } = rest;
  return {
    message,
    path: path && path.length > 0 ? path : undefined,
    // `@apollo/gateway` adds its own code to subgraph errors without one, which would unmask them.
    extensions: serviceName !== undefined && !hasOwnCode ? withoutCode : rest,
    serviceName: serviceName as string | undefined,
  };
}
