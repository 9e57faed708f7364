import { byteCounter, RESPONSE_LIMITS } from '@tributary/kit/http-client';

/** A server-sent event. */
export interface ServerSentEvent {
  readonly event: string;
  readonly data: string;
}

/**
 * Reads server-sent events from a body (https://html.spec.whatwg.org/multipage/server-sent-events).
 * Throws a ResponseTooLargeError for an event that is larger than a response may be.
 */
export async function* readEvents(body: AsyncIterable<Uint8Array>): AsyncGenerator<ServerSentEvent> {
  const decoder = new TextDecoder();
  let count = byteCounter(RESPONSE_LIMITS.graph);
  let rest = '';
  for await (const chunk of body) {
    count(chunk);
    // A line may end with CR and LF in different chunks.
    const blocks = (rest + decoder.decode(chunk, { stream: true })).replaceAll('\r\n', '\n').split('\n\n');
    rest = blocks.pop()!;
    if (blocks.length > 0) count = byteCounter(RESPONSE_LIMITS.graph);
    for (const block of blocks) {
      const event = readEvent(block);
      if (event) yield event;
    }
  }
}

/** Reads one event; null for a comment, or an event without data, which is not dispatched. */
function readEvent(block: string): ServerSentEvent | null {
  let event = 'message';
  const data: string[] = [];
  for (const line of block.split('\n')) {
    const [, name, value = ''] = /^([^:]*)(?:: ?(.*))?$/s.exec(line)!;
    if (name === 'event') event = value;
    if (name === 'data') data.push(value);
  }
  return data.length > 0 ? { event, data: data.join('\n') } : null;
}
