import { type Logger, TributaryError } from '@tributary/kit';
import { eventMessage } from '@tributary/kit/events';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GRAPHQL_LIMIT } from '../../access/index.ts';
import {
  type Admission,
  type AdmissionRules,
  type Decision,
  givenCredential,
  readCredential,
  type SentCredential,
} from '../../admission/index.ts';
import type { GatewayConfig } from '../../config/index.ts';
import type { Tickets } from '../../notifications/index.ts';
import {
  type EndReason,
  type OpenStreams,
  openResponseStream,
  type ResponseStream,
} from '../../streams/index.ts';
import { ALWAYS } from '../load-shedding.ts';
import { refuseRequest, refuseStream } from '../refuse-request.ts';
import { sendProblem } from '../send-problem.ts';
import { closeFrame, type StreamSelection, streamEvents } from '../streams/stream-events.ts';
import {
  type RequestReader,
  readSelection,
  readSequence,
  type StreamQuery,
} from '../streams/stream-request.ts';

/** Dependencies of the endpoints of events. */
export interface EventEndpointOptions extends RequestReader {
  readonly admission: Admission;
  readonly tickets: Tickets;
  readonly streams: OpenStreams;
  readonly config: GatewayConfig;
  readonly log: Logger;
}

/** Admission rules of events: requests count against the same limit as those to the graph. */
const RULES: AdmissionRules = {
  places: ['bearer', 'x-api-key'],
  product: null,
  scope: 'events:read',
  policies: [],
  bucket: 'graphql',
  limit: () => GRAPHQL_LIMIT,
};

type StreamRequest = FastifyRequest<{ Querystring: StreamQuery }>;

/**
 * Serves `GET /v1/stream`, the event log as server-sent events; `POST /v1/stream/tickets`, which
 * lets a browser open a stream without a key in its URL; and `GET /v1/events/:sequence`, to which
 * messages refer whose text is too long for a webhook.
 */
export function registerEvents(app: FastifyInstance, options: EventEndpointOptions): void {
  const { admission, events, tickets } = options;
  app.get<{ Querystring: StreamQuery }>(
    '/v1/stream',
    { config: { ...ALWAYS, endpoint: 'events', operation: 'stream' }, exposeHeadRoute: false },
    (request, reply) => openStream(request, reply, options),
  );
  app.post(
    '/v1/stream/tickets',
    { config: { endpoint: 'events', operation: 'ticket' } },
    async ({ raw }, reply) => {
      const { refusal } = await admission.admit({ request: raw, response: reply.raw }, RULES);
      if (refusal) return refuseRequest(reply, refusal);
      const { text } = readCredential(raw, RULES.places) as SentCredential;
      return reply
        .code(201)
        .header('cache-control', 'no-store')
        .send(await tickets.issue(text));
    },
  );
  app.get<{ Params: { sequence: string } }>(
    '/v1/events/:sequence',
    { config: { endpoint: 'events', operation: 'event' } },
    async ({ raw, params }, reply) => {
      const { principal, refusal } = await admission.admit({ request: raw, response: reply.raw }, RULES);
      if (refusal) return refuseRequest(reply, refusal);
      const sequence = readSequence(params.sequence);
      const event = sequence === null ? undefined : await events.find(principal!.workspaceId, sequence);
      return event ? eventMessage(event) : sendProblem(reply, 404, 'The event was not found.');
    },
  );
}

/** Admits the request and sends events until one side ends the stream. */
async function openStream(
  request: StreamRequest,
  reply: FastifyReply,
  options: EventEndpointOptions,
): Promise<unknown> {
  const { streams } = options;
  const { principal, refusal } = await admitStream(request, reply, options);
  if (refusal) return refuseRequest(reply, refusal);
  const { workspaceId, keyId } = principal!;
  const selection = await readSelection(request, workspaceId, options).catch(asInvalidInput);
  if (selection instanceof TributaryError) return sendProblem(reply, 400, selection.message);
  const ending = new AbortController();
  let stream: ResponseStream | undefined;
  const end = (reason: EndReason) => {
    ending.abort();
    stream?.end(closeFrame(reason));
  };
  const open = { key: { workspaceId, keyId }, end };
  const exceeded = streams.add(open);
  if (exceeded) return refuseStream(reply, exceeded, options.config);
  reply.raw.once('close', () => {
    streams.delete(open);
    ending.abort();
  });
  reply.hijack();
  stream = openResponseStream(reply.raw, {
    headers: { ...(reply.getHeaders() as Record<string, string>), 'content-type': 'text/event-stream' },
    heartbeat: ': heartbeat\n\n',
    heartbeatMs: options.config.STREAM_HEARTBEAT_MS,
    patienceMs: options.config.STREAM_PATIENCE_MS,
    signal: ending.signal,
  });
  const reason = await send(reply, stream, selection, ending.signal, options);
  if (reason) end(reason);
}

function asInvalidInput(error: unknown): TributaryError {
  if (error instanceof TributaryError && error.code === 'INVALID_INPUT') return error;
  throw error;
}

/** Admits a stream by the credential of the request, or by a ticket, which is used up. */
async function admitStream(
  { raw, query }: StreamRequest,
  reply: FastifyReply,
  { admission, tickets }: EventEndpointOptions,
): Promise<Decision> {
  const { ticket } = query;
  const candidate = { request: raw, response: reply.raw };
  if (typeof ticket !== 'string') return admission.admit(candidate, RULES);
  const text = await tickets.redeem(ticket);
  const credential = text === null ? null : givenCredential(text);
  return admission.admit({ ...candidate, credential }, RULES);
}

/** Sends events; returns the reason of an end that the reader caused. */
async function send(
  { raw }: FastifyReply,
  stream: ResponseStream,
  selection: StreamSelection,
  signal: AbortSignal,
  { events, log }: EventEndpointOptions,
): Promise<EndReason | null> {
  try {
    const reason = await streamEvents(stream, selection, events, signal);
    if (reason) log.info({ reason, workspaceId: selection.workspaceId }, 'an event stream was ended');
    return reason;
  } catch (error) {
    // The reader connects again and resumes.
    log.error({ err: error }, 'an event stream has failed');
    raw.destroy();
    return null;
  }
}
