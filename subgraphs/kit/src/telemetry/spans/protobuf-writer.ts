/** Maximum number of characters of a text, so that a message has a maximum size. */
const MOST_CHARACTERS = 2_000;

/** Texts up to this length are short in any encoding: their length in bytes needs one byte. */
const SHORT = 42;

/** Types of values in the encoding of Protocol Buffers. */
const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

const TWO_TO_32 = 0x1_0000_0000;

/**
 * Writes messages of Protocol Buffers into a buffer, which must be large enough. The length of a
 * message is written after its content, into bytes that were left for it: readers accept a varint
 * that is longer than necessary.
 */
export class ProtobufWriter {
  readonly bytes: Buffer;
  readonly #view: DataView;
  /** Where the next field is written. */
  position = 0;

  constructor(size: number) {
    this.bytes = Buffer.allocUnsafeSlow(size);
    this.#view = new DataView(this.bytes.buffer);
  }

  /** The bytes that have been written. */
  get written(): Buffer {
    return this.bytes.subarray(0, this.position);
  }

  /**
   * Starts a message in a field, whose length takes `size` bytes: two for less than 16 KiB, three
   * for less than 2 MiB, four for less than 256 MiB. Returns where its content starts.
   */
  open(field: number, size: 2 | 3 | 4): number {
    this.#tag(field, BYTES);
    this.position += size;
    return this.position;
  }

  /** Ends the message whose content starts there, with the same `size`. */
  close(start: number, size: 2 | 3 | 4): void {
    let length = this.position - start;
    for (let index = start - size; index < start - 1; index++) {
      this.bytes[index] = (length & 0x7f) | 0x80;
      length >>>= 7;
    }
    this.bytes[start - 1] = length;
  }

  /** Writes the first 2,000 characters of a text. */
  text(field: number, text: string): void {
    const part = text.length > MOST_CHARACTERS ? text.slice(0, MOST_CHARACTERS) : text;
    this.#tag(field, BYTES);
    if (part.length > SHORT) {
      this.position += 2;
      const start = this.position;
      this.position += this.bytes.write(part, start);
      this.close(start, 2);
    } else {
      const length = this.#shortText(part);
      this.bytes[this.position] = length;
      this.position += length + 1;
    }
  }

  /** Writes a short text after the byte of its length; returns its length in bytes. */
  #shortText(text: string): number {
    const start = this.position + 1;
    for (let index = 0; index < text.length; index++) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return this.bytes.write(text, start);
      this.bytes[start + index] = code;
    }
    return text.length;
  }

  /** Writes some of the bytes of an array. */
  bytesOf(field: number, source: Uint8Array, start: number, length: number): void {
    this.#tag(field, BYTES);
    const { bytes, position } = this;
    bytes[position] = length;
    for (let index = 0; index < length; index++) bytes[position + 1 + index] = source[start + index]!;
    this.position = position + 1 + length;
  }

  /** Writes an integer of at most 53 bits; negative ones as the 64 bits of their complement. */
  integer(field: number, value: number): void {
    this.#tag(field, VARINT);
    if (value >= 0) {
      this.#varint(value);
      return;
    }
    let rest = BigInt.asUintN(64, BigInt(value));
    for (; rest > 0x7fn; rest >>= 7n) this.bytes[this.position++] = Number(rest & 0x7fn) | 0x80;
    this.bytes[this.position++] = Number(rest);
  }

  double(field: number, value: number): void {
    this.#tag(field, FIXED64);
    this.#view.setFloat64(this.position, value, true);
    this.position += 8;
  }

  /** Writes 64 bits by their halves. */
  fixed64(field: number, high: number, low: number): void {
    this.#tag(field, FIXED64);
    this.#view.setUint32(this.position, low, true);
    this.#view.setUint32(this.position + 4, high, true);
    this.position += 8;
  }

  fixed32(field: number, value: number): void {
    this.#tag(field, FIXED32);
    this.#view.setUint32(this.position, value, true);
    this.position += 4;
  }

  /** Writes fields that are encoded already. */
  fields(encoded: Uint8Array): void {
    this.bytes.set(encoded, this.position);
    this.position += encoded.length;
  }

  #tag(field: number, type: number): void {
    this.#varint(field * 8 + type);
  }

  #varint(value: number): void {
    let rest = value;
    // Shifts have 32 bits.
    for (; rest >= TWO_TO_32; rest = Math.floor(rest / 128))
      this.bytes[this.position++] = (rest % 128) | 0x80;
    for (; rest > 0x7f; rest >>>= 7) this.bytes[this.position++] = (rest & 0x7f) | 0x80;
    this.bytes[this.position++] = rest;
  }
}
