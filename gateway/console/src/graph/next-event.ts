import {
  type AnyVariables,
  type Client,
  createRequest,
  makeOperation,
  type Operation,
  type TypedDocumentNode,
} from 'urql';

/** How the wait for an event ended; the stream is away if it was refused or has broken off. */
export type Awaited = 'event' | 'away' | 'aborted';

interface NextEventOptions {
  /** Ends the wait. */
  readonly signal: AbortSignal;
  /** Reads what may have changed: once the subscription has begun, and after the event. */
  readonly check: () => Promise<void>;
}

/**
 * Waits for the first event of a subscription, and ends the subscription then: the server counts
 * each event as a request of the person, so a burst of them would use up what the pages need.
 */
export function nextEvent<Data, Variables extends AnyVariables>(
  client: Client,
  subscription: TypedDocumentNode<Data, Variables>,
  variables: Variables,
  { signal, check }: NextEventOptions,
): Promise<Awaited> {
  const request = createRequest(subscription, variables);
  const operation = observed(client.createRequestOperation<Data, Variables>('subscription', request), check);
  return new Promise((resolve) => {
    const end = (awaited: Awaited) => {
      signal.removeEventListener('abort', abort);
      stream.unsubscribe();
      resolve(awaited);
    };
    const abort = () => end('aborted');
    signal.addEventListener('abort', abort);
    let hasEvent = false;
    const stream = client.executeRequestOperation(operation).subscribe(async ({ data }) => {
      if (hasEvent) return;
      if (!data) return end('away');
      hasEvent = true;
      // Also because urql leaves an error unhandled if it is stopped while it delivers a result.
      await check();
      if (!signal.aborted) end('event');
    });
  });
}

/** Adds a callback to an operation that is called when the server accepts it. */
function observed<Data, Variables extends AnyVariables>(
  { kind, context, ...rest }: Operation<Data, Variables>,
  onAccepted: () => void,
): Operation<Data, Variables> {
  const send = context.fetch ?? fetch;
  const observing: typeof fetch = async (input, init) => {
    const response = await send(input, init);
    if (response.ok) onAccepted();
    return response;
  };
  return makeOperation(kind, { kind, context, ...rest }, { ...context, fetch: observing });
}
