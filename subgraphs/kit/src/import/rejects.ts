import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImportSource } from './source/source.ts';

/**
 * A row that was not imported. `record` is the record, or the beginning of its text when it could
 * not be read.
 */
export interface Rejected {
  readonly line: number;
  readonly reason: string;
  readonly record: unknown;
}

/** A value of an imported row that was left out because its field cannot take it. */
export interface Noted {
  readonly line: number;
  readonly field: string;
  readonly reason: string;
}

/** Keeps what an import has to say of single rows. */
export interface SideSink<Entry> {
  /** Where the entries are kept; null while there is none. */
  readonly file: string | null;
  add(entry: Entry): Promise<void>;
  close(): Promise<void>;
}

const FLUSH_AT = 65_536;

/**
 * A side file, one JSON object a line, made (and an older one replaced) at the first entry:
 * `<file>.<kind>.ndjson`, or in the current folder, or in a new temporary one, the first that can
 * be written.
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
  /** One after the other: rows are rejected by the reader and, at the same time, by the writer. */
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
  // A folder of its own, so that nobody else's file or link of that name in a shared folder is
  // written to.
  const path = join(await mkdtemp(join(tmpdir(), 'import-')), name);
  return { path, handle: await open(path, 'w') };
}

/** Hands entries over to the caller, and drops them where it takes none. */
export function handOver<Entry>(
  listener: ((entry: Entry) => void | Promise<void>) | undefined,
): SideSink<Entry> {
  return { file: null, add: async (entry) => listener?.(entry), close: async () => {} };
}
