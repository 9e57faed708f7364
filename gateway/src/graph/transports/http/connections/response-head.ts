import type { Headers } from '../../client-exchange.ts';
import { MalformedResponseError } from './exchange-errors.ts';

/** The status line and the headers of a response. */
export interface ResponseHead {
  readonly status: number;
  /** By their names in lower case; a repeated header is a list, as Node has it in a request. */
  readonly headers: Headers;
  /** Whether the server keeps the connection open for further requests. */
  readonly keepsAlive: boolean;
}

const STATUS_LINE = /^HTTP\/1\.([01]) ([1-9]\d\d)(?: |$)/;
const NAME = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;
/** Matches what no line of a head may contain. */
const CONTROL = /[\0\r\n]/;
const EDGES = /^[ \t]+|[ \t]+$/g;

/** Parses the head of a response, without its last line break; throws if it is malformed. */
export function parseHead(text: string): ResponseHead {
  const [first, ...lines] = text.split('\r\n');
  const line = STATUS_LINE.exec(first!);
  if (!line) throw new MalformedResponseError('no status line of HTTP/1.1');
  const headers: Record<string, string | string[]> = Object.create(null);
  for (const each of lines) addHeader(headers, each);
  const options = headers['connection'];
  const isLast = options !== undefined && /(?:^|,)\s*close\s*(?:,|$)/i.test(String(options));
  return { status: Number(line[2]), headers, keepsAlive: line[1] === '1' && !isLast };
}

function addHeader(headers: Record<string, string | string[]>, line: string): void {
  const colon = line.indexOf(':');
  const sent = line.slice(0, colon);
  if (colon < 0 || !NAME.test(sent) || CONTROL.test(line))
    throw new MalformedResponseError('an invalid header');
  const name = sent.toLowerCase();
  const value = line.slice(colon + 1).replace(EDGES, '');
  const known = headers[name];
  if (known === undefined) headers[name] = name === 'set-cookie' ? [value] : value;
  else headers[name] = [known, value].flat();
}
