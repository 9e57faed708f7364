import type { Logger } from '@tributary/kit';

/** The key that a stream was opened with. */
export interface StreamKey {
  readonly workspaceId: string;
  readonly keyId: string;
}

/** Returns the ids of those keys that are neither revoked nor expired. */
export type ListValidKeys = (keys: readonly StreamKey[]) => Promise<ReadonlySet<string>>;

/** Why a stream ends, as its reader sees it. */
export type EndReason = 'revoked' | 'shutdown' | 'slow_reader';

/** A stream that is open. */
export interface OpenStream {
  /** Its key; null for an anonymous caller. */
  readonly key: StreamKey | null;
  end(reason: EndReason): void;
}

/** The open streams of a process. */
export interface OpenStreams {
  /** Counts a stream, or returns the limit that it would exceed. */
  add(stream: OpenStream): 'key' | 'process' | null;
  delete(stream: OpenStream): void;
  /** Ends all streams. */
  stop(): void;
}

/** Interval of looking for revoked keys, in milliseconds: streams end within two seconds. */
const CHECK_INTERVAL = 1_000;

interface OpenStreamsOptions {
  readonly max: number;
  /** Maximum number of streams of one key, and of all anonymous callers together. */
  readonly maxPerKey: number;
  readonly listValidKeys: ListValidKeys;
  readonly log: Logger;
}

/**
 * Creates the register of streams. It counts in memory and per process, because the limits protect
 * this process, and looks for revoked keys in one statement for all streams.
 */
export function createOpenStreams({ max, maxPerKey, listValidKeys, log }: OpenStreamsOptions): OpenStreams {
  const streams = new Set<OpenStream>();
  let timer: NodeJS.Timeout | undefined;
  const check = async () => {
    const keys = new Map([...streams].flatMap(({ key }) => (key ? [[key.keyId, key]] : [])));
    if (keys.size === 0) return;
    const valid = await listValidKeys([...keys.values()]);
    for (const stream of streams) if (stream.key && !valid.has(stream.key.keyId)) stream.end('revoked');
  };
  const checkLater = () => {
    timer = setTimeout(async () => {
      await check().catch((error) => log.warn({ err: error }, 'the keys of streams could not be checked'));
      if (streams.size > 0) checkLater();
      else timer = undefined;
    }, CHECK_INTERVAL).unref();
  };
  return {
    add(stream) {
      if (streams.size >= max) return 'process';
      const mine = [...streams].filter(({ key }) => key?.keyId === stream.key?.keyId);
      if (mine.length >= maxPerKey) return 'key';
      streams.add(stream);
      if (!timer) checkLater();
      return null;
    },
    delete: (stream) => void streams.delete(stream),
    stop() {
      clearTimeout(timer);
      for (const stream of streams) stream.end('shutdown');
    },
  };
}
