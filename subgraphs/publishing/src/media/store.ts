import type { Readable } from 'node:stream';
import type { MediaAsset } from './media-asset.ts';

/** What an upload needs to know of its file. */
export type Announced = Pick<MediaAsset, 'key' | 'contentType' | 'size' | 'expiresAt'>;

/** How the bytes are to be sent: exactly these, with these headers, before it expires. */
export interface SignedUpload {
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: Readonly<Record<string, string>>;
}

/** Bytes that came, before anyone may read them; they cannot change while they are held. */
export interface HeldUpload {
  read(): Promise<Readable>;
  /** Serves them from now on. */
  keep(): Promise<void>;
  /** Throws them away. */
  drop(): Promise<void>;
}

/** Where the bytes of files lie. */
export interface MediaStore {
  sign(file: Announced, now: Date): Promise<SignedUpload>;
  /** The bytes that came for a file; null while there are none. */
  hold(file: Announced): Promise<HeldUpload | null>;
  /** Address by which anyone who knows it may read a kept file. */
  urlOf(file: Announced): string;
  /** Reads a kept file, to be published. */
  read(file: Announced): Promise<Uint8Array>;
  /** Removes a file, complete or partial. No-op if it does not exist. */
  remove(file: Announced): Promise<void>;
  /** Removes what no row knows of and lies there since before `before`. */
  sweep(before: Date): Promise<void>;
}
