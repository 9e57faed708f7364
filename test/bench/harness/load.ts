import { text } from 'node:stream/consumers';
import { cpuOfServer, memoryOf, REST, type Server, startNode } from './children.ts';
import { BENCH } from './options.ts';

/** The request that is sent to a contestant repeatedly. */
export interface LoadRequest {
  readonly path: string;
  readonly method: 'GET' | 'POST';
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Headers whose values take turns, such as keys. */
  readonly rotate?: Readonly<Record<string, readonly string[]>>;
}

/** The result of one timed run. */
export interface Sample {
  /** Successful responses per second. */
  readonly perSecond: number;
  /**
   * CPU time of the server's process per request, in milliseconds; null if the system does not
   * report it.
   */
  readonly cpu: number | null;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p99: number;
  /** Resident memory of the server after the run, in MB. */
  readonly memory: number | null;
}

interface Loaded {
  answered: number;
  failed: number;
  perSecond: number;
  p50: number;
  p99: number;
}

/** A GraphQL operation as a request. */
export function graphqlRequest(query: string, variables?: object, path = '/graphql'): LoadRequest {
  return {
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/json' },
    body: JSON.stringify({ query, variables }),
  };
}

/** Sends one request and returns the JSON of its response; throws for any status but 200. */
export async function ask(server: Server, request: LoadRequest): Promise<unknown> {
  const turned = Object.entries(request.rotate ?? {}).map(([name, values]) => [name, values[0]!]);
  const response = await fetch(server.url + request.path, {
    method: request.method,
    headers: { ...request.headers, ...Object.fromEntries(turned) },
    ...(request.body === undefined ? {} : { body: request.body }),
    signal: AbortSignal.timeout(30_000),
  });
  const body = await response.text();
  if (response.status !== 200) throw new Error(`HTTP ${response.status}: ${body.slice(0, 300)}`);
  return JSON.parse(body);
}

/** Loads a server for some seconds. A single unsuccessful response fails the run. */
export async function measure(
  server: Server,
  request: LoadRequest,
  run: { seconds: number; connections: number },
): Promise<Sample> {
  const { path, ...rest } = request;
  const before = cpuOfServer(server);
  const loaded = await load({ url: server.url + path, ...rest, ...run });
  const after = cpuOfServer(server);
  if (loaded.failed > 0 || loaded.answered === 0)
    throw new Error(`${loaded.failed} requests failed, ${loaded.answered} were answered.`);
  return {
    perSecond: loaded.perSecond,
    cpu: before === null || after === null ? null : (after - before) / loaded.answered,
    p50: loaded.p50,
    p99: loaded.p99,
    memory: memoryOf(server.pid),
  };
}

async function load(options: object): Promise<Loaded> {
  const child = startNode([`${BENCH}/harness/load.mjs`, JSON.stringify(options)], REST);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const [out, errors, code] = await Promise.all([text(child.stdout!), text(child.stderr!), ended]);
  if (code !== 0) throw new Error(`The load generator has failed: ${errors.slice(-500)}`);
  return JSON.parse(out) as Loaded;
}
