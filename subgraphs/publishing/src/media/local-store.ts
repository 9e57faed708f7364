import { randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { publicAddress } from '../public-address.ts';
import { publicName } from './media-asset.ts';
import type { MediaSettings } from './settings.ts';
import { readSigned, signedQuery, signingKey } from './signature.ts';
import type { Announced, HeldUpload, MediaStore, SignedUpload } from './store.ts';

/** Reason for rejecting an upload to the gateway. */
export type Refusal = 'tampered' | 'expired' | 'type' | 'size';

/** An upload request to the gateway. */
export interface Upload {
  readonly key: string;
  readonly query: Readonly<Record<string, unknown>>;
  readonly contentType: string | undefined;
  /** The `Content-Length`; NaN if absent. */
  readonly length: number;
  readonly bytes: Readable;
}

/** Path segment of media: `PUT` uploads by key, `GET` serves by public name. */
export const MEDIA_PATH = 'media';

/**
 * Store in the data directory, with uploads and downloads served by the gateway. It has three
 * folders: `incoming` holds uploads in progress under generated names, `pending` complete uploads
 * by key, and `kept` inspected, public files. Files move by rename, so no reader sees a partial
 * one. File names are generated or validated as keys, so no request can escape the folders.
 */
export class LocalStore implements MediaStore {
  readonly #root: string;
  readonly #incoming: string;
  readonly #pending: string;
  /** Folder with the public files. */
  readonly folder: string;
  readonly #base: string;
  readonly #configuredKey: string;
  #signingKey: Promise<string> | undefined;

  constructor(settings: MediaSettings) {
    this.#root = resolve(settings.TRIBUTARY_DATA_DIR, 'media');
    this.#incoming = join(this.#root, 'incoming');
    this.#pending = join(this.#root, 'pending');
    this.folder = join(this.#root, 'kept');
    this.#base = publicAddress(settings);
    this.#configuredKey = settings.MEDIA_SIGNING_KEY;
  }

  async sign(file: Announced): Promise<SignedUpload> {
    const query = signedQuery(file, await this.#ready());
    return {
      url: `${this.#base}/${MEDIA_PATH}/${file.key}?${query}`,
      method: 'PUT',
      headers: { 'Content-Type': file.contentType, 'Content-Length': String(file.size) },
    };
  }

  /** Receives the bytes of a signed upload; returns the reason if it rejects them, else null. */
  async receive({ key, query, contentType, length, bytes }: Upload, now: Date): Promise<Refusal | null> {
    const permit = readSigned(key, query, await this.#ready(), now);
    if (typeof permit === 'string') return permit;
    if (contentType !== permit.contentType) return 'type';
    if (length !== permit.size) return 'size';
    const file = this.#newFile();
    try {
      if (!(await write(bytes, file, permit.size))) return 'size';
      await rename(file, join(this.#pending, permit.key));
      return null;
    } finally {
      await rm(file, { force: true });
    }
  }

  async hold(file: Announced): Promise<HeldUpload | null> {
    await this.#ready();
    // Moved away, so that a second upload can succeed.
    const held = this.#newFile();
    const moved = rename(join(this.#pending, file.key), held).then(() => true);
    if (!(await found(moved))) return null;
    return {
      read: async () => createReadStream(held),
      publish: () => rename(held, join(this.folder, publicName(file))),
      discard: () => rm(held, { force: true }),
    };
  }

  urlOf(file: Announced): string {
    return `${this.#base}/${MEDIA_PATH}/${publicName(file)}`;
  }

  read(file: Announced): Promise<Uint8Array> {
    return readFile(join(this.folder, publicName(file)));
  }

  async remove(file: Announced): Promise<void> {
    await rm(join(this.#pending, file.key), { force: true });
    await rm(join(this.folder, publicName(file)), { force: true });
  }

  async sweep(before: Date): Promise<void> {
    await this.#ready();
    for (const folder of [this.#incoming, this.#pending])
      for (const name of await readdir(folder)) {
        const facts = await found(stat(join(folder, name)));
        if (facts && facts.mtime < before) await rm(join(folder, name), { force: true });
      }
  }

  /** Creates the folders on first use; resolves to the signing key. */
  #ready(): Promise<string> {
    this.#signingKey ??= (async () => {
      for (const each of [this.#incoming, this.#pending, this.folder]) await mkdir(each, { recursive: true });
      return this.#configuredKey || signingKey(this.#root);
    })();
    return this.#signingKey;
  }

  #newFile(): string {
    return join(this.#incoming, randomBytes(16).toString('hex'));
  }
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
