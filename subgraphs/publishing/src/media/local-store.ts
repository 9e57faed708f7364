import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { publicAddress } from '../public-address.ts';
import { type ContentType, publicName, typeOfName } from './media-asset.ts';
import type { MediaSettings } from './settings.ts';
import { readSigned, signedQuery, signingKey } from './signature.ts';
import type { HeldUpload, MediaStore } from './store.ts';

/** Reason for rejecting an upload to the gateway. */
export type Refusal = 'tampered' | 'expired' | 'type' | 'size';

/** An upload request to the gateway. */
export interface Sent {
  readonly key: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly contentType: string | undefined;
  /** The `Content-Length`; NaN if absent. */
  readonly length: number;
  readonly bytes: Readable;
}

/** An open file to serve: read it once, or close it. */
export interface Served {
  readonly contentType: ContentType;
  readonly size: number;
  /** Reads all bytes, or those from `start` to `end` inclusive. */
  read(range?: { readonly start: number; readonly end: number }): Readable;
  close(): Promise<void>;
}

/** Store in the data directory, with uploads and downloads served by the gateway. */
export interface LocalStore extends MediaStore {
  /** Receives the bytes of a signed upload; returns the reason if it rejects them, else null. */
  receive(sent: Sent, now: Date): Promise<Refusal | null>;
  /** Opens a stored file by its public name; null if there is none. */
  open(name: string): Promise<Served | null>;
}

/** Path segment of media: `PUT` uploads by key, `GET` serves by public name. */
export const MEDIA_PATH = 'media';

/**
 * Store with three folders: `incoming` holds uploads in progress under generated names, `pending`
 * complete uploads by key, `kept` inspected files. Files move by rename, so no reader sees a
 * partial one. File names are generated or validated as keys, so no request can escape the folders.
 */
export function openLocalStore(settings: MediaSettings): LocalStore {
  const folder = resolve(settings.TRIBUTARY_DATA_DIR, 'media');
  const [incoming, pending, kept] = ['incoming', 'pending', 'kept'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const base = publicAddress(settings);
  let made: Promise<string> | undefined;
  const ready = () => {
    made ??= (async () => {
      for (const each of [incoming, pending, kept]) await mkdir(each, { recursive: true });
      return settings.MEDIA_SIGNING_KEY || signingKey(folder);
    })();
    return made;
  };
  const passing = () => join(incoming, randomBytes(16).toString('hex'));
  return {
    async sign(file) {
      const query = signedQuery(file, await ready());
      return {
        url: `${base}/${MEDIA_PATH}/${file.key}?${query}`,
        method: 'PUT',
        headers: { 'Content-Type': file.contentType, 'Content-Length': String(file.size) },
      };
    },
    async receive({ key, query, contentType, length, bytes }, now) {
      const permit = readSigned(key, query, await ready(), now);
      if (typeof permit === 'string') return permit;
      if (contentType !== permit.contentType) return 'type';
      if (length !== permit.size) return 'size';
      const file = passing();
      try {
        if (!(await write(bytes, file, permit.size))) return 'size';
        await rename(file, join(pending, permit.key));
        return null;
      } finally {
        await rm(file, { force: true });
      }
    },
    async hold(file): Promise<HeldUpload | null> {
      await ready();
      // Moved away, so that a second upload can succeed.
      const held = passing();
      const moved = rename(join(pending, file.key), held).then(() => true);
      if (!(await found(moved))) return null;
      return {
        read: async () => createReadStream(held),
        keep: () => rename(held, join(kept, publicName(file))),
        drop: () => rm(held, { force: true }),
      };
    },
    urlOf: (file) => `${base}/${MEDIA_PATH}/${publicName(file)}`,
    read: (file) => readFile(join(kept, publicName(file))),
    async open(name) {
      const contentType = typeOfName(name);
      if (!contentType) return null;
      const handle = await found(open(join(kept, name)));
      if (!handle) return null;
      const { size } = await handle.stat();
      return {
        contentType,
        size,
        read: (range) => handle.createReadStream(range),
        close: () => handle.close(),
      };
    },
    async remove(file) {
      await rm(join(pending, file.key), { force: true });
      await rm(join(kept, publicName(file)), { force: true });
    },
    async sweep(before) {
      await ready();
      for (const place of [incoming, pending])
        for (const name of await readdir(place)) {
          const facts = await found(stat(join(place, name)));
          if (facts && facts.mtime < before) await rm(join(place, name), { force: true });
        }
    },
  };
}

/**
 * Writes a stream to a new file; returns false unless it has exactly `size` bytes, and stops at the
 * first byte beyond.
 */
async function write(bytes: Readable, file: string, size: number): Promise<boolean> {
  let written = 0;
  const bounded = async function* (chunks: AsyncIterable<Buffer>) {
    for await (const chunk of chunks) {
      written += chunk.length;
      if (written > size) return;
      yield chunk;
    }
  };
  await pipeline(bytes, bounded, createWriteStream(file, { flags: 'wx', mode: 0o640 }));
  return written === size;
}

/** Awaits a file operation; returns null if the file does not exist. */
async function found<Result>(coming: Promise<Result>): Promise<Result | null> {
  try {
    return await coming;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw error;
  }
}
