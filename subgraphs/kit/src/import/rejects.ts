import { type FileHandle, mkdtemp, open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { ImportSource } from './source.ts';

/** A row that was not imported. `record` is the record, or the beginning of its text when it could not be read. */
export interface Rejected {
  readonly line: number;
  readonly reason: string;
  readonly record: unknown;
}

/** Keeps rejected rows. */
export interface RejectSink {
  /** Where they are kept; null while there is none. */
  readonly file: string | null;
  add(rejected: Rejected): Promise<void>;
  close(): Promise<void>;
}

const FLUSH_AT = 65_536;

/**
 * A side file of rejected rows, one JSON object a line, made (and an older one replaced) at the first of them:
 * `<file>.rejected.ndjson`, or in the current folder, or in a new temporary one, whichever can be written first.
 */
export function rejectFile(source: ImportSource): RejectSink {
  let opened: { path: string; handle: FileHandle } | null = null;
  let waiting = '';
  let flushed = Promise.resolve();

  async function append(): Promise<void> {
    if (waiting === '') return;
    opened ??= await openFirst(source);
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
    async add(rejected) {
      waiting += `${JSON.stringify(rejected)}\n`;
      if (opened === null || waiting.length >= FLUSH_AT) await flush();
    },
    async close() {
      await flush();
      await opened?.handle.close();
    },
  };
}

async function openFirst(source: ImportSource): Promise<{ path: string; handle: FileHandle }> {
  const named = typeof source === 'string' && source !== '-';
  const name = `${named ? basename(source) : 'stdin'}.rejected.ndjson`;
  for (const path of named ? [`${source}.rejected.ndjson`, name] : [name]) {
    const handle = await open(path, 'w').catch(() => null);
    if (handle) return { path, handle };
  }
  // A folder of its own, so that nobody else's file or link of that name in a shared folder is written to.
  const path = join(await mkdtemp(join(tmpdir(), 'import-')), name);
  return { path, handle: await open(path, 'w') };
}
