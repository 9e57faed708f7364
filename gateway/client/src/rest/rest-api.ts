import type { RequestOptions } from '../graphql-request.ts';
import { sendRequest, type Transport } from '../send-with-retries.ts';
import type { RestOperations } from './rest-operations.ts';

/** The documented APIs. */
export type ApiName = keyof RestOperations;

type Operation = {
  readonly path?: unknown;
  readonly query?: unknown;
  readonly body?: unknown;
  readonly response: unknown;
};
type Operations<Api extends ApiName> = RestOperations[Api];

/** The input of an operation: `path`, `query` and `body`, as far as it has them. */
export type RestInput<Op> = Omit<Op, 'response'>;
type ResponseOf<Op> = Op extends { readonly response: infer Response } ? Response : never;
/** The items of the list in a response. */
type ItemOf<Op> = {
  [Key in keyof ResponseOf<Op>]: ResponseOf<Op>[Key] extends readonly (infer Item)[] ? Item : never;
}[keyof ResponseOf<Op>];

/** One documented API. Operations are named `METHOD /path`, as in its OpenAPI document. */
export interface RestApi<Api extends ApiName> {
  /** Calls an operation; throws an HttpError for any status but 2xx. */
  call<Name extends keyof Operations<Api> & string>(
    name: Name,
    input: RestInput<Operations<Api>[Name]>,
    options?: RequestOptions & { readonly idempotencyKey?: string },
  ): Promise<ResponseOf<Operations<Api>[Name]>>;
  /** Iterates over the items of a paged operation, in the way in which the API pages. */
  list<Name extends keyof Operations<Api> & string>(
    name: Name,
    input: RestInput<Operations<Api>[Name]>,
    options?: RequestOptions,
  ): AsyncGenerator<ItemOf<Operations<Api>[Name]>>;
}

/** The APIs whose POST requests are executed once for each `Idempotency-Key`. */
const IDEMPOTENT: readonly ApiName[] = ['social-crm'];

/** Creates the client of one API, below its prefix. */
export function restApi<Api extends ApiName>(transport: Transport, api: Api): RestApi<Api> {
  const call = async (
    name: string,
    input: Omit<Operation, 'response'>,
    options: RequestOptions & { idempotencyKey?: string } = {},
  ) => {
    const [method, template] = name.split(' ') as [string, string];
    const key =
      method === 'POST' && IDEMPOTENT.includes(api)
        ? (options.idempotencyKey ?? crypto.randomUUID())
        : options.idempotencyKey;
    const response = await sendRequest(transport, {
      method,
      path: `/${String(api)}${addressOf(template, input)}`,
      body: input.body,
      ...(key === undefined ? {} : { headers: { 'idempotency-key': key } }),
      isRepeatable: method !== 'POST' || key !== undefined,
      signal: options.signal,
    });
    return response.status === 204 ? undefined : response.json();
  };
  return {
    call: call as RestApi<Api>['call'],
    list: ((name: string, input: Omit<Operation, 'response'>, options: RequestOptions) =>
      listItems((next) => call(name, next, options), name, input)) as RestApi<Api>['list'],
  };
}

function addressOf(template: string, { path, query }: Omit<Operation, 'response'>): string {
  const values = (path ?? {}) as Record<string, unknown>;
  const filled = template.replace(/\{(\w+)\}/g, (_, name) => encodeURIComponent(String(values[name])));
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries((query ?? {}) as Record<string, unknown>))
    if (value !== undefined && value !== null) parameters.set(name, String(value));
  return parameters.size > 0 ? `${filled}?${parameters}` : filled;
}

/** Follows cursors where the response has one, and offsets otherwise. */
async function* listItems(
  call: (input: Omit<Operation, 'response'>) => Promise<unknown>,
  name: string,
  input: Omit<Operation, 'response'>,
): AsyncGenerator<unknown> {
  const place = name.startsWith('POST ') ? 'body' : 'query';
  const given = (input[place] ?? {}) as { limit?: number; offset?: number };
  let offset = given.offset ?? 0;
  let position: object = {};
  for (;;) {
    const page = (await call({ ...input, [place]: { ...given, ...position } })) as {
      cursor?: string | null;
      has_next?: boolean;
    };
    const items = (Object.values(page) as unknown[]).find((each) => Array.isArray(each)) ?? [];
    yield* items;
    if ('has_next' in page) {
      if (!page.has_next || !page.cursor) return;
      position = { cursor: page.cursor };
    } else {
      if (items.length === 0 || (given.limit !== undefined && items.length < given.limit)) return;
      offset += items.length;
      position = { offset };
    }
  }
}
