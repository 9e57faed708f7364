import { randomUUID } from 'node:crypto';
import { INTERNAL_POLICY, type Logger, type Principal } from '@tributary/kit';
import { workspacePrincipal } from '@tributary/kit/host';
import type { DocumentNode } from 'graphql';
import type { Graph } from './index.ts';

/**
 * Fields of the graph's Mutation that take back what was charged for a request whose answer did not arrive: each
 * subgraph that charges has one of such a name, with the one argument `delivery: String!`.
 */
const TAKING_BACK = /^[a-z]\w*Undelivered$/;

/** A response as far as it tells whether it arrived. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
  readonly writableFinished: boolean;
}

/**
 * Gives a request the name that its charges carry; undefined when nothing of the graph charges this caller. A subgraph that
 * asks on behalf of a request passes that request's name on.
 */
export type WatchDelivery = (
  response: Response,
  principal: Principal | null,
  log: Logger,
  name?: string,
) => string | undefined;

/**
 * Watches requests of this graph, and takes back their charges when the caller has hung up before the answer was
 * written: only the door knows that, and only the subgraph what was charged. The name is our own and used once; a
 * request id may be the caller's choice, and the same for many requests.
 */
export function deliveryWatch(graph: Graph): WatchDelivery {
  const document = documentOf(graph);
  if (!document) return () => undefined;
  return (response, principal, log, name) => {
    if (!principal) return undefined;
    const delivery = name ?? randomUUID();
    response.once('close', () => {
      if (response.writableFinished) return;
      takeBack(graph, document, principal, delivery).catch((error) =>
        log.error({ err: error, delivery }, 'a charge could not be taken back'),
      );
    });
    return delivery;
  };
}

function documentOf(graph: Graph): DocumentNode | null {
  const fields = Object.values(graph.internal.schema.getMutationType()?.getFields() ?? {})
    .filter(({ name, args }) => TAKING_BACK.test(name) && args.length === 1 && args[0]!.name === 'delivery')
    .map(({ name }) => `${name}(delivery: $delivery)`);
  if (fields.length === 0) return null;
  return graph.internal.prepare(`mutation TakeBack($delivery: String!) { ${fields.join(' ')} }`);
}

async function takeBack(
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
