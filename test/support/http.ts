import { type Agent, type IncomingHttpHeaders, request } from 'node:http';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { recordEvidence, recordSecret } from '@tributary/kit/testing';

/** A request of a test. */
export interface HttpOptions {
  readonly method?: string;
  /** Sent as X-API-Key. */
  readonly key?: string;
  /** The Host header, if it differs from the URL's. */
  readonly host?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Reuses connections; without it each request opens one. */
  readonly agent?: Agent;
}

/** The response. */
export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
  /** The body as JSON; undefined if it is not JSON. */
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has requested
  readonly json: any;
}

/** Sends one HTTP request; unlike `fetch`, it accepts any Host and an unnormalised path. */
export async function http(url: string, path: string, options: HttpOptions = {}): Promise<HttpAnswer> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  const sending = request(
    {
      hostname,
      port,
      path,
      agent: options.agent ?? false,
      method: options.method ?? 'GET',
      headers: {
        ...(options.host ? { host: options.host } : {}),
        ...(options.key ? { 'x-api-key': options.key } : {}),
        ...(options.body === undefined ? {} : { 'content-length': Buffer.byteLength(options.body) }),
        ...options.headers,
      },
    },
    (response) => {
      text(response).then((body) => {
        keepAnswer(response.statusCode!, response.headers, body);
        resolve({
          status: response.statusCode!,
          headers: response.headers,
          text: body,
          json: asJson(body),
        });
      }, reject);
    },
  );
  sending.on('error', reject);
  sending.end(options.body);
  return promise;
}

/** Sends raw bytes, and returns everything received until the server closes the connection. */
export function rawHttp(url: string, bytes: string): Promise<string> {
  const { hostname, port } = new URL(url);
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  let received = '';
  const socket = connect(Number(port), hostname, () => socket.write(bytes));
  socket.setEncoding('utf8').on('data', (chunk) => {
    received += chunk;
  });
  socket.on('error', reject);
  socket.on('end', () => {
    socket.end();
    recordEvidence('error', received);
    resolve(received);
  });
  return promise;
}

/**
 * Registers tokens of a successful response as secrets; an error response may be shown to anyone.
 */
function keepAnswer(status: number, headers: IncomingHttpHeaders, body: string): void {
  const isError = status >= 400 || body.startsWith('{"errors"');
  if (isError) recordEvidence('error', `${JSON.stringify(headers)}\n${body}`);
  else for (const [, secret] of body.matchAll(TOKENS)) recordSecret(secret);
}

const TOKENS = /"(?:access_token|refresh_token|client_secret)": ?"([^"]+)"/g;

function asJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
