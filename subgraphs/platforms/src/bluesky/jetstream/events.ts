import { UpstreamError } from '@tributary/kit/http-client';
import { readAs } from '../../vendor-json.ts';
import { EventV1, FrameV2 } from '../api.ts';

/** A change of a record or an account. */
export interface JetstreamEvent {
  readonly did: string;
  /** When the server saw it, in microseconds of Unix time. */
  readonly micros: number;
  /** The server's number of the event; null in version 1. */
  readonly seq: number | null;
  readonly commit: {
    readonly isDeletion: boolean;
    readonly collection: string;
    readonly rkey: string;
    readonly record: unknown;
  } | null;
  /** Whether the account can be seen; null if the event is about a record. */
  readonly isActive: boolean | null;
}

/** Parses a message of version 2; null if it is not an event, such as `#info`. */
export function readV2(text: string): JetstreamEvent | null {
  const frame = readAs(FrameV2)(parse(text));
  if (frame.$type === 'error') throw new UpstreamError('failed', `Jetstream ended: ${frame.error}.`);
  const { payload } = frame;
  const seen = payload?.witnessedAt ?? payload?.time;
  if (!payload?.did || !seen) return null;
  const kind = payload.$type?.split('#').at(-1);
  return {
    did: payload.did,
    micros: Date.parse(seen) * 1_000,
    seq: payload.seq ?? null,
    commit: kind === 'commit' ? commitOf(payload) : null,
    isActive: kind === 'account' ? isActive(payload) : null,
  };
}

/** Parses an event of version 1. */
export function readV1(text: string): JetstreamEvent | null {
  const { did, time_us, kind, commit, account } = readAs(EventV1)(parse(text));
  return {
    did,
    micros: time_us,
    seq: null,
    commit: kind === 'commit' && commit ? commitOf(commit) : null,
    isActive: kind === 'account' && account ? isActive(account) : null,
  };
}

interface CommitMembers {
  readonly operation?: string | null | undefined;
  readonly collection?: string | null | undefined;
  readonly rkey?: string | null | undefined;
  readonly record?: unknown;
}

function commitOf({ operation, collection, rkey, record }: CommitMembers): JetstreamEvent['commit'] {
  if (!collection || !rkey) return null;
  return { isDeletion: operation === 'delete', collection, rkey, record };
}

function isActive(account: {
  readonly active?: boolean | null | undefined;
  readonly status?: string | null | undefined;
}): boolean {
  return account.active ?? !account.status;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UpstreamError('malformed', 'Jetstream sent a message that is not JSON.', { cause });
  }
}
