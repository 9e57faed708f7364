import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from '@jest/globals';
import type { ImportFormat } from '../../src/import/formats/records.ts';
import { type ReadOptions, readRecords } from '../../src/import/source/read.ts';

/** Creates files and folders that are deleted after the tests of the calling file. */
export function temporaryFiles() {
  const folder = mkdtempSync(join(tmpdir(), 'import-test-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  const newFolder = () => mkdtempSync(join(folder, 'case-'));
  /** Writes a file into a folder of its own, and returns its path. */
  function fileOf(content: string | Uint8Array, name = 'posts.csv'): string {
    const path = join(newFolder(), name);
    writeFileSync(path, content);
    return path;
  }
  return { newFolder, fileOf };
}

/** Yields the bytes in chunks of `size`, so that characters and line ends are split anywhere. */
export async function* bytesOf(content: string | Uint8Array, size = 65_536): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(content as string);
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

interface ContentOptions extends ReadOptions {
  readonly format?: ImportFormat;
  /** Size of the chunks in bytes. */
  readonly size?: number | undefined;
}

/** Reads the records and errors of a file's content. */
export function read(
  content: string | Uint8Array,
  { format = 'csv', size, ...options }: ContentOptions = {},
) {
  return Array.fromAsync(readRecords(bytesOf(content, size), format, options));
}

/** Reads the records of a file's content; an error becomes `line!reason`. */
export async function records(content: string | Uint8Array, options?: ContentOptions) {
  const items = await read(content, options);
  return items.map((item) => ('record' in item ? item.record : `${item.line}!${item.error}`));
}
