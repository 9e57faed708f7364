import { Readable } from 'node:stream';
import { invalidInput, type Principal, TributaryError } from '@tributary/kit';
import { dataOf } from '@tributary/kit/host';
import { abortedWith } from '@tributary/kit/http-server';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { GRAPHQL_LIMIT } from '../../access/index.ts';
import type { Admission, AdmissionRules } from '../../admission/index.ts';
import type { GatewayConfig } from '../../config/index.ts';
import {
  type ExportedList,
  exportedList,
  FORMATS,
  type FormatName,
  filtersOf,
  isFormatName,
  isListName,
  LISTS,
  type ListName,
  type PageData,
  type PageRange,
  type Row,
  readBoolean,
  readPages,
} from '../../exports/index.ts';
import type { Graph } from '../../graph/index.ts';
import type { OpenStreams } from '../../streams/index.ts';
import { ALWAYS } from '../load-shedding.ts';
import { refuseRequest, refuseStream } from '../refuse-request.ts';
import { sendProblem } from '../send-problem.ts';

type Query = Readonly<Record<string, string | string[]>>;

/** Dependencies of the exports. */
export interface ExportOptions {
  readonly admission: Admission;
  readonly graph: Graph;
  readonly streams: OpenStreams;
  readonly config: GatewayConfig;
}

/**
 * Admission rules: an export counts as one request to the graph, which checks the scope and the
 * plan for each list.
 */
const RULES: AdmissionRules = {
  places: ['bearer', 'x-api-key'],
  product: null,
  scope: null,
  policies: [],
  bucket: 'graphql',
  limit: () => GRAPHQL_LIMIT,
};

/** Statuses of errors that the graph reports before the first row. */
const STATUS: Readonly<Partial<Record<TributaryError['code'], number>>> = {
  INVALID_INPUT: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN_SCOPE: 403,
  PLAN_REQUIRED: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  UPSTREAM_FAILED: 502,
  UNAVAILABLE: 503,
  UPSTREAM_TIMEOUT: 504,
};

/** An export as its reader asks for it. */
interface ExportRequest {
  readonly list: ExportedList;
  readonly format: FormatName;
  readonly range: PageRange;
  readonly header: boolean;
}

/**
 * Serves `GET /v1/export/{list}.{format}`. The response is a stream without a deadline; it counts
 * as one of the key's streams, and ends when the key is revoked.
 */
export function registerExports(app: FastifyInstance, options: ExportOptions): void {
  const { graph, admission } = options;
  const lists = new Map(LISTS.map((name) => [name, exportedList(name, graph.schema)]));
  const documents = new Map([...lists].map(([name, { query }]) => [name, graph.internal.prepare(query)]));
  app.get<{ Params: { file: string }; Querystring: Query }>(
    '/v1/export/:file',
    { config: { ...ALWAYS, endpoint: 'export', operation: 'export' }, exposeHeadRoute: false },
    async (request, reply) => {
      const candidate = { request: request.raw, response: reply.raw };
      const { principal, refusal } = await admission.admit(candidate, RULES);
      if (refusal) return refuseRequest(reply, refusal);
      try {
        const sent = readRequest(request.params.file, request.query, lists);
        const signal = abortedWith(reply.raw);
        const execution = { principal, requestId: request.id, signal, audience: 'internal' as const };
        const document = documents.get(sent.list.name)!;
        const pages = readPages(async (variables) => {
          return dataOf<PageData>(await graph.execute({ document, variables, ...execution }));
        }, sent.range);
        // The errors that a caller can cause are those of the first page.
        const first = await pages.next();
        return sendRows(reply, principal!, sent, startingWith(first, pages), options);
      } catch (error) {
        return sendError(reply, error);
      }
    },
  );
}

/** Reads the path and the query string; throws NOT_FOUND or INVALID_INPUT. */
function readRequest(file: string, query: Query, lists: ReadonlyMap<ListName, ExportedList>): ExportRequest {
  const [, name = '', format = ''] = /^(.*)\.(.*)$/.exec(file) ?? [];
  if (!isListName(name) || !isFormatName(format))
    throw new TributaryError(
      'NOT_FOUND',
      `There is no export "${file.slice(0, 100)}". Lists: ${LISTS.join(', ')}. Formats: ${Object.keys(FORMATS).join(', ')}.`,
    );
  const list = lists.get(name)!;
  const { after, limit, header, ...filters } = query;
  return {
    list,
    format,
    header: header === undefined || readBoolean('header', String(header)),
    range: {
      after: after ? String(after) : null,
      limit: limit === undefined ? null : readLimit(String(limit)),
      filters: filtersOf(
        list,
        Object.fromEntries(Object.entries(filters).map(([key, text]) => [key, [text].flat()])),
      ),
    },
  };
}

function readLimit(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text))
    throw invalidInput('limit', `\`limit\` must be a positive integer, got "${text.slice(0, 100)}".`);
  return Number(text);
}

async function* startingWith<Item>(
  first: IteratorResult<Item, unknown>,
  rest: AsyncGenerator<Item>,
): AsyncGenerator<Item> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}

/**
 * Sends rows as they are read. A failure in between cuts the connection, so that the reader notices
 * that rows are missing.
 */
function sendRows(
  reply: FastifyReply,
  { workspaceId, keyId }: Principal,
  { list, format: name, header }: ExportRequest,
  pages: AsyncIterable<readonly Row[]>,
  { streams, config }: ExportOptions,
): FastifyReply {
  const format = FORMATS[name];
  const body = Readable.from(format.encode(pages, list.columns, { header }), { highWaterMark: 1 });
  const open = {
    key: { workspaceId, keyId },
    end: (reason: string) => void body.destroy(new Error(`The export was ended: ${reason}.`)),
  };
  const exceeded = streams.add(open);
  if (exceeded) return refuseStream(reply, exceeded, config);
  reply.raw.once('close', () => streams.delete(open));
  return reply
    .type(format.contentType)
    .header('content-disposition', `attachment; filename="${list.name}.${name}"`)
    .header('cache-control', 'no-store, no-transform')
    .header('x-accel-buffering', 'no')
    .send(body);
}

function sendError(reply: FastifyReply, error: unknown): FastifyReply {
  const status = error instanceof TributaryError ? STATUS[error.code] : undefined;
  if (status === undefined) throw error;
  const { message, details } = error as TributaryError;
  if (details['retryAfter']) reply.header('retry-after', String(details['retryAfter']));
  return sendProblem(reply, status, message.replace(/Variable "\$(\w+)"/, 'The parameter `$1`'));
}
