import { randomUUID } from 'node:crypto';
import { INTERNAL_POLICY, type Logger, type Principal } from '@tributary/kit';
import { workspacePrincipal } from '@tributary/kit/host';
import type { DocumentNode } from 'graphql';
import type { Graph } from '../graph.ts';

/**
 * Matches the Mutation fields that refund the charges of a request whose response was not
 * delivered. Each subgraph that charges has one, with the single argument `delivery: String!`.
 */
const REFUND_FIELD = /^[a-z]\w*Undelivered$/;

/** The part of an HTTP response that shows whether it was delivered. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
  readonly writableFinished: boolean;
}

/**
 * Returns the delivery id that the charges of a request carry; undefined if the graph cannot charge
 * this caller. A subgraph that queries the graph on behalf of a request passes that request's id as
 * `id`.
 */
export type WatchDelivery = (
  response: Response,
  principal: Principal | null,
  log: Logger,
  id?: string,
) => string | undefined;

/**
 * Refunds the charges of requests whose caller disconnected before the response was written: only
 * the endpoint sees that, and only the subgraph knows the charges. Delivery ids are generated,
 * because callers may choose and reuse request ids.
 */
export function deliveryWatch(graph: Graph): WatchDelivery {
  const document = refundDocument(graph);
  if (!document) return () => undefined;
  return (response, principal, log, id) => {
    if (!principal) return undefined;
    const delivery = id ?? randomUUID();
    response.once('close', () => {
      if (response.writableFinished) return;
      refund(graph, document, principal, delivery).catch((error) =>
        log.error({ err: error, delivery }, 'a charge could not be refunded'),
      );
    });
    return delivery;
  };
}

/** Returns the mutation that refunds in every subgraph; null if none charges. */
function refundDocument(graph: Graph): DocumentNode | null {
  const fields = Object.values(graph.internal.schema.getMutationType()?.getFields() ?? {})
    .filter(({ name, args }) => REFUND_FIELD.test(name) && args.length === 1 && args[0]!.name === 'delivery')
    .map(({ name }) => `${name}(delivery: $delivery)`);
  if (fields.length === 0) return null;
  return graph.internal.prepare(`mutation RefundUndelivered($delivery: String!) { ${fields.join(' ')} }`);
}

async function refund(
  graph: Graph,
  document: DocumentNode,
  { workspaceId }: Principal,
  delivery: string,
): Promise<void> {
  const { errors } = await graph.execute({
    document,
    audience: 'internal',
    variables: { delivery },
    principal: workspacePrincipal(workspaceId, { scopes: [], policies: [INTERNAL_POLICY] }),
    requestId: delivery,
    signal: new AbortController().signal,
  });
  if (errors?.[0]) throw new Error(errors[0].message);
}
