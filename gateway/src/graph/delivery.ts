import { randomUUID } from 'node:crypto';
import { type Logger, type Principal, workspacePrincipal } from '@tributary/kit';
import type { Graph } from './index.ts';

/** What takes back the charges of a request whose answer did not arrive. */
const REFUND = /* GraphQL */ `
  mutation RefundUndelivered($delivery: String!) { refundUndelivered(delivery: $delivery) }
`;

/** A response as far as it tells whether it arrived. */
interface Response {
  once(event: 'close', listener: () => void): unknown;
  readonly writableFinished: boolean;
}

/**
 * Gives a request a name that its charges carry, and takes them back when the caller has hung up before the answer
 * was written: only the door knows that, and only the subgraph what was charged. The name is our own and used once;
 * a request id may be the caller's choice, and the same for many requests.
 */
export function watchDelivery(response: Response, graph: Graph, principal: Principal, log: Logger): string {
  const delivery = randomUUID();
  response.once('close', () => {
    if (response.writableFinished) return;
    takeBack(graph, principal, delivery).catch((error) =>
      log.error({ err: error, delivery }, 'a charge could not be taken back'),
    );
  });
  return delivery;
}

async function takeBack(graph: Graph, { workspaceId }: Principal, delivery: string): Promise<void> {
  const { errors } = await graph.execute({
    document: graph.prepare(REFUND),
    variables: { delivery },
    principal: workspacePrincipal(workspaceId),
    requestId: delivery,
    signal: new AbortController().signal,
  });
  if (errors?.[0]) throw new Error(errors[0].message);
}
