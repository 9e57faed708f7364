import { open, readFile, rename, rm, writeFile } from 'node:fs/promises';

/** How far an export has come. */
export interface Position {
  readonly rows: number;
  /** The cursor of the last row; null before the first. */
  readonly cursor: string | null;
}

/** A file that is complete only when it gets its name. */
export interface PartialFile {
  /** The position to continue at. */
  readonly position: Position;
  /** Appends a piece, and stores the position behind it. */
  append(piece: string | Uint8Array, position: Position): Promise<void>;
  /** Gives the file its name. */
  finish(): Promise<void>;
  close(): Promise<void>;
}

interface Stored extends Position {
  /** What is exported; another export does not continue this one. */
  readonly request: string;
  readonly bytes: number;
}

/**
 * Opens `OUTPUT.part`, next to which `OUTPUT.part.json` has the position. A process that is killed
 * leaves rows behind the stored position; they are cut off, so no row is missing or repeated.
 */
export async function openPartialFile(
  output: string,
  request: string,
  isAppendable: boolean,
): Promise<PartialFile> {
  const [part, state] = [`${output}.part`, `${output}.part.json`];
  const stored = isAppendable ? await readStored(state, request) : null;
  const handle = await open(part, stored ? 'r+' : 'w');
  let bytes = stored?.bytes ?? 0;
  await handle.truncate(bytes);
  return {
    position: { rows: stored?.rows ?? 0, cursor: stored?.cursor ?? null },
    async append(piece, position) {
      const added = Buffer.from(piece as string);
      await handle.write(added, 0, added.length, bytes);
      bytes += added.length;
      if (isAppendable) await replaceFile(state, JSON.stringify({ ...position, request, bytes }));
    },
    async finish() {
      await rename(part, output);
      await rm(state, { force: true });
    },
    close: () => handle.close(),
  };
}

async function readStored(state: string, request: string): Promise<Stored | null> {
  const text = await readFile(state, 'utf8').catch(() => null);
  const stored = text === null ? null : (JSON.parse(text) as Stored);
  return stored?.request === request && stored.cursor !== null ? stored : null;
}

/** Replaces a file at once, so that a process that is killed leaves the old or the new content. */
async function replaceFile(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}
