import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { MOST_BYTES } from './media-asset.ts';

/** How much of a file's beginning tells its type. */
const HEAD = 4_100;

/** What bytes really are. */
export interface Inspected {
  /** By their content; null for what is not recognised. */
  readonly contentType: string | null;
  readonly size: number;
  readonly sha256: string;
}

/**
 * Reads bytes once, never holding more than a chunk; stops a byte after the largest size that is
 * taken.
 */
export async function inspect(bytes: Readable): Promise<Inspected> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (size < HEAD) head.push(chunk.subarray(0, HEAD - size));
    size += chunk.length;
    hash.update(chunk);
    if (size > MOST_BYTES) break;
  }
  const found = await fileTypeFromBuffer(Buffer.concat(head));
  return { contentType: found ? plain(found.mime) : null, size, sha256: hash.digest('hex') };
}

/** An animated PNG is a PNG. */
function plain(mime: string): string {
  return mime === 'image/apng' ? 'image/png' : mime;
}
