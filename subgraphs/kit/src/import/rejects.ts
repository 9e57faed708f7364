import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImportSource } from './source/byte-source.ts';

/**
 * A rejected row. `record` is the record, or the beginning of its text if it could not be parsed.
 */
export interface Rejected {
  readonly line: number;
  readonly reason: string;
  readonly record: unknown;
}

/** An invalid value that was dropped from an imported row. */
export interface Noted {
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** Collects messages about single rows of an import. */
export interface SideSink<Entry> {
  /** The file of the entries; null while there are none. */
  readonly file: string | null;
  add(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

const FLUSH_AT = 65_536;

/**
 * Creates a side file with one JSON object per line. It is created, or replaces an older one, at
 * the first entry, in the first writable place: `<file>.<kind>.ndjson`, the current folder, or a
 * new temporary folder.
 */
export function sideFile<Entry>(source: ImportSource, kind: 'rejected' | 'notes'): SideSink<Entry> {
  let opened: { path: string; handle: FileHandle } | null = null;
  let waiting = '';
  let flushed = Promise.resolve();

  async function append(): Promise<void> {
    if (waiting === '') return;
    opened ??= await openFirst(source, kind);
    const text = waiting;
    waiting = '';
    await opened.handle.appendFile(text);
  }
  /** Serialises the writes, because the reader and the writer reject rows concurrently. */
  function flush(): Promise<void> {
    flushed = flushed.then(append);
    return flushed;
  }
  return {
    get file() {
      return opened?.path ?? null;
    },
    async add(entry) {
      waiting += `${JSON.stringify(entry)}\n`;
      if (opened === null || waiting.length >= FLUSH_AT) await flush();
    },
    async close() {
      await flush();
      await opened?.handle.close();
    },
  };
}

async function openFirst(source: ImportSource, kind: string): Promise<{ path: string; handle: FileHandle }> {
  const named = typeof source === 'string' && source !== '-';
  const name = `${named ? basename(source) : 'stdin'}.${kind}.ndjson`;
  for (const path of named ? [`${source}.${kind}.ndjson`, name] : [name]) {
    const handle = await open(path, 'w').catch(() => null);
    if (handle) return { path, handle };
  }
  // A new folder, so that we never write to another user's file or link in a shared folder.
  const path = join(await mkdtemp(join(tmpdir(), 'import-')), name);
  return { path, handle: await open(path, 'w') };
}

/** Passes entries to the caller's listener; drops them if there is none. */
export function handOver<Entry>(
  listener: ((entry: Entry) => void | Promise<void>) | undefined,
): SideSink<Entry> {
  return { file: null, add: async (entry) => listener?.(entry), close: async () => {} };
}
