import { randomFillSync } from 'node:crypto';

/** Bytes of ids and their hexadecimal digits. An id is a position in them: it needs no object. */
export interface IdBytes {
  readonly bytes: Uint8Array;
  readonly digits: string;
}

/** Sizes of ids in bytes. */
export const TRACE_ID = 16;
export const SPAN_ID = 8;

/** Random bytes that are generated at once: 1,024 ids of spans. */
const RANDOM_BYTES = 8_192;

/**
 * Generates random ids. A request needs many, and one call of the random generator for many ids
 * costs little more than one for a single id.
 */
export class RandomIds {
  #ids: IdBytes | null = null;
  #next = 0;

  /** The bytes that the last id is in. */
  get ids(): IdBytes {
    return this.#ids!;
  }

  /** Generates an id of a trace or a span; returns its position in `ids`. */
  next(size: typeof TRACE_ID | typeof SPAN_ID): number {
    if (!this.#ids || this.#next + size > RANDOM_BYTES) {
      // Not the same bytes again: open spans still refer to them.
      this.#ids = idBytes(randomFillSync(Buffer.allocUnsafeSlow(RANDOM_BYTES)));
      this.#next = 0;
    }
    const position = this.#next;
    this.#next += size;
    return position;
  }
}

/** Returns bytes as ids. */
export function idBytes(bytes: Buffer): IdBytes {
  return { bytes, digits: bytes.toString('hex') };
}

/** Returns the hexadecimal digits of an id. */
export function digitsAt({ digits }: IdBytes, position: number, size: number): string {
  return digits.slice(position * 2, (position + size) * 2);
}
