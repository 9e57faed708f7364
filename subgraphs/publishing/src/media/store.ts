import type { Readable } from 'node:stream';
import type { MediaAsset } from './media-asset.ts';

/** The members of a file that an upload needs. */
export type Announced = Pick<MediaAsset, 'key' | 'contentType' | 'size' | 'expiresAt'>;

/** A signed upload: method and headers to send the bytes with, before it expires. */
export interface SignedUpload {
  readonly url: string;
  readonly method: 'PUT';
  readonly headers: Readonly<Record<string, string>>;
}

/** Uploaded bytes that are not public yet and cannot change while held. */
export interface HeldUpload {
  read(): Promise<Readable>;
  /** Makes the bytes public. */
  publish(): Promise<void>;
  /** Discards the bytes. */
  discard(): Promise<void>;
}

/** Storage of file contents. */
export interface MediaStore {
  sign(file: Announced, now: Date): Promise<SignedUpload>;
  /** Holds the uploaded bytes of a file for inspection; null if there are none. */
  hold(file: Announced): Promise<HeldUpload | null>;
  /** Returns the public address of a stored file; knowing it grants read access. */
  urlOf(file: Announced): string;
  /** Reads a stored file for publishing. */
  read(file: Announced): Promise<Uint8Array>;
  /** Removes a file, complete or partial. No-op if it does not exist. */
  remove(file: Announced): Promise<void>;
  /** Removes bytes without a row that are older than `before`. */
  sweep(before: Date): Promise<void>;
}
