import { UpstreamError } from '@tributary/kit/http-client';
import { type StaticDecode, Type } from 'typebox';
import { userAgent } from '../../client.ts';
import type { ClientServices } from '../../listen/client.ts';
import { readCursor } from '../../listen/cursor.ts';
import type { Deletion, Item } from '../../listen/item.ts';
import type { Batch, StreamedTail } from '../../listen/source.ts';
import { COLLECTION, uriOf } from '../records.ts';
import { type JetstreamEvent, readV1, readV2 } from './events.ts';
import { fromRecord } from './items.ts';
import { ConnectError, receive } from './socket.ts';

/** How far a time cursor is moved back, in microseconds: hosts see an event at different times. */
const REWIND = 5_000_000;

const StreamCursor = Type.Object({
  /** The server that `seq` is of. */
  host: Type.String(),
  seq: Type.Union([Type.Integer(), Type.Null()]),
  micros: Type.Integer(),
});
type StreamCursor = StaticDecode<typeof StreamCursor>;

/** A version of Jetstream at a server. */
interface Protocol {
  readonly version: 1 | 2;
  readonly url: string;
}

/** Addresses of Jetstream servers; that of version 1 may be empty. */
export interface JetstreamUrls {
  readonly v2: string;
  readonly v1: string;
}

/**
 * Opens the stream of new posts. If the server of version 2 cannot be reached, that of version 1
 * takes its place until its connection ends.
 */
export function openJetstream({ v2, v1 }: JetstreamUrls, services: ClientServices): StreamedTail {
  const { policy } = services;
  let limitedUntil = 0;
  return {
    async *stream(cursor, { signal }) {
      const state = readCursor(StreamCursor, cursor);
      const left = limitedUntil - policy.clock();
      if (left > 0)
        throw new UpstreamError('limited', 'Jetstream allows no connection yet (rate limit).', {
          retryAfter: left,
        });
      try {
        try {
          yield* follow({ version: 2, url: v2 }, state, services, signal);
        } catch (error) {
          if (!v1 || !isUnreachable(error) || signal.aborted) throw error;
          yield* follow({ version: 1, url: v1 }, state, services, signal);
        }
      } catch (error) {
        if (error instanceof UpstreamError && error.retryAfter !== null)
          limitedUntil = policy.clock() + error.retryAfter;
        throw error;
      }
    },
  };
}

/** Whether a connection was never made, so that another server may have better luck. */
function isUnreachable(error: unknown): boolean {
  return error instanceof ConnectError && ['failed', 'timeout', 'missing', 'refused'].includes(error.fault);
}

async function* follow(
  protocol: Protocol,
  state: StreamCursor | null,
  services: ClientServices,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  try {
    yield* connect(protocol, state, services, signal);
  } catch (error) {
    if (!state || !isTooOld(error)) throw error;
    // Only sequence numbers can be too old; a time is moved to the oldest event that there is.
    yield* connect(protocol, { ...state, seq: null }, services, signal);
  }
}

function isTooOld(error: unknown): boolean {
  return error instanceof UpstreamError && error.status === 400 && /CursorTooOld/.test(String(error.body));
}

async function* connect(
  protocol: Protocol,
  state: StreamCursor | null,
  { policy, budget }: ClientServices,
  signal: AbortSignal,
): AsyncGenerator<Batch> {
  await budget.take({ units: 1 }, signal);
  const { version, url } = protocol;
  const messages = receive({
    url: addressOf(protocol, state),
    protocols: version === 2 ? ['xrpc.v1.json'] : [],
    headers: { 'user-agent': userAgent(policy) },
    clock: policy.clock,
    signal,
  });
  const read = version === 2 ? readV2 : readV1;
  for await (const texts of messages) {
    const events: JetstreamEvent[] = [];
    let failure: unknown = null;
    for (const text of texts) {
      try {
        const event = read(text);
        if (event && isAfter(event, url, state)) events.push(event);
      } catch (error) {
        failure = error;
        break;
      }
    }
    const last = events.at(-1);
    const position = last && { host: url, seq: last.seq, micros: last.micros };
    if (position) yield { ...changesOf(events), cursor: JSON.stringify(position), more: true };
    // What came before an invalid message or the server's last one is delivered first.
    if (failure !== null) throw failure;
  }
}

function addressOf({ version, url }: Protocol, state: StreamCursor | null): URL {
  const path = version === 2 ? '/xrpc/network.bsky.jetstream.subscribeEvents' : '/subscribe';
  const address = new URL(url.replace(/\/+$/, '') + path);
  const { searchParams } = address;
  if (version === 2) {
    searchParams.append('kinds', 'commit');
    // Without this kind, deletions of accounts are not sent.
    searchParams.append('kinds', 'account');
    searchParams.append('collections', COLLECTION);
  } else searchParams.append('wantedCollections', COLLECTION);
  if (state) {
    const isOwn = version === 2 && state.seq !== null && state.host === url;
    searchParams.set('cursor', String(isOwn ? state.seq : Math.max(0, state.micros - REWIND)));
  }
  return address;
}

/** Whether an event is new. The server repeats the event that a sequence number names. */
function isAfter({ seq }: JetstreamEvent, url: string, state: StreamCursor | null): boolean {
  return !state || seq === null || state.seq === null || state.host !== url || seq > state.seq;
}

/** Returns the posts and deletions among events, in the order in which they took effect. */
function changesOf(events: readonly JetstreamEvent[]): { items: Item[]; deletions: Deletion[] } {
  const items = new Map<string, Item>();
  const deletions: Deletion[] = [];
  for (const event of events) {
    const { did, commit } = event;
    if (event.isActive === false) {
      for (const [uri, { author }] of items) if (author.nativeId === did) items.delete(uri);
      deletions.push({ authorId: did });
    }
    if (commit?.collection !== COLLECTION) continue;
    const nativeId = uriOf(did, commit.rkey);
    if (commit.isDeletion) {
      items.delete(nativeId);
      deletions.push({ nativeId });
      continue;
    }
    const item = fromRecord(nativeId, commit.record, event.micros / 1_000);
    if (item) items.set(nativeId, item);
  }
  return { items: [...items.values()], deletions };
}
