import type { TraceHeaders } from '@tributary/kit/telemetry';
import type { Sent } from '../exchange.ts';
import type { SubgraphAddress } from './subgraph-address.ts';

const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
const VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/** Writes the head of a request, whose body has so many bytes. */
export type WriteHead = (sent: Pick<Sent, 'headers' | 'trace'>, bytes: number) => string;

/**
 * Returns the function that writes heads of requests to an address. It throws a TypeError for a
 * header that could end its line, and so forge another one.
 */
export function headWriter({ path, host }: SubgraphAddress): WriteHead {
  const start = `POST ${path} HTTP/1.1\r\nhost: ${host}\r\nconnection: keep-alive\r\n`;
  return ({ headers, trace }, bytes) => {
    let head = trace ? start + traceLines(trace) : start;
    for (const name of Object.keys(headers)) {
      if (trace && (name === 'traceparent' || name === 'tracestate')) continue;
      const value = headers[name]!;
      if (!NAME.test(name) || !VALUE.test(value))
        throw new TypeError(`The header ${JSON.stringify(name)} has an invalid name or value.`);
      head += `${name}: ${value}\r\n`;
    }
    return `${head}content-length: ${bytes}\r\n\r\n`;
  };
}

/** Writes headers that need no check: ids, and what was validated when a caller sent it. */
function traceLines({ traceparent, tracestate }: TraceHeaders): string {
  const line = `traceparent: ${traceparent}\r\n`;
  return tracestate === undefined ? line : `${line}tracestate: ${tracestate}\r\n`;
}
