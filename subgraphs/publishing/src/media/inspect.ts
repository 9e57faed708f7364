import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import { fileTypeFromBuffer } from 'file-type';
import { MAX_BYTES } from './media-asset.ts';

/** Bytes at the beginning of a file that suffice to detect its type. */
const HEAD = 4_100;

/** Detected properties of file contents. */
export interface Inspected {
  /** Detected from the content; null if not recognised. */
  readonly contentType: string | null;
  readonly size: number;
  readonly sha256: string;
}

/** Reads a stream once, one chunk at a time; stops one byte beyond the largest allowed size. */
export async function inspect(bytes: Readable): Promise<Inspected> {
  const hash = createHash('sha256');
  const head: Buffer[] = [];
  let size = 0;
  for await (const chunk of bytes as AsyncIterable<Buffer>) {
    if (size < HEAD) head.push(chunk.subarray(0, HEAD - size));
    size += chunk.length;
    hash.update(chunk);
    if (size > MAX_BYTES) break;
  }
  const found = await fileTypeFromBuffer(Buffer.concat(head));
  return { contentType: found ? plain(found.mime) : null, size, sha256: hash.digest('hex') };
}

/** Maps animated PNG to PNG. */
function plain(mime: string): string {
  return mime === 'image/apng' ? 'image/png' : mime;
}
