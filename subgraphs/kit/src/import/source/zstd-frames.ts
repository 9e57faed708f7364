import { invalidInput } from '../../core/errors.ts';

/** Bytes of one frame, and whether they are its last. */
export interface FramePart {
  readonly bytes: Uint8Array;
  readonly last: boolean;
}

const FRAME = 0xfd2fb528;
const MAGIC = Uint8Array.of(0x28, 0xb5, 0x2f, 0xfd);
const SKIPPABLE = 0x184d2a50;
const DICTIONARY_ID = [0, 1, 2, 4];
const CONTENT_SIZE = [0, 2, 4, 8];
const RLE = 1;

/**
 * The next part to read: a field of known length whose value determines the following part, or
 * bytes to skip.
 */
type State = 'magic' | 'skipSize' | 'skipped' | 'descriptor' | 'header' | 'block' | 'content' | 'checksum';

/**
 * Splits a Zstandard file (RFC 8878) into its frames without decompressing them, and drops
 * skippable ones. Node's decompressor stops at the first frame and silently drops the rest, but
 * parallel compressors write many. Throws INVALID_INPUT if a frame is followed by bytes that begin
 * no other frame.
 */
export async function* zstdFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<FramePart> {
  const walk = new FrameWalk();
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      const { taken, event } = walk.step(chunk, at);
      at += taken;
      if (event === 'skip' || event === 'begin') from = at;
      if (event === 'begin') yield { bytes: MAGIC, last: false };
      if (event !== 'end') continue;
      yield { bytes: chunk.subarray(from, at), last: true };
      from = at;
    }
    if (from < chunk.length) yield { bytes: chunk.subarray(from), last: false };
  }
}

interface Step {
  readonly taken: number;
  /**
   * `begin`: a frame's magic number was read; `end`: the frame ends here; `skip`: the bytes belong
   * to no frame.
   */
  readonly event: 'none' | 'begin' | 'end' | 'skip';
}

/**
 * Reads fields that may span several chunks. Only a complete magic number identifies a frame, so
 * its bytes are held back until then.
 */
class FrameWalk {
  #state: State = 'magic';
  /** Length of the field being read, the bytes read of it, and their value. */
  #length = 4;
  #read = 0;
  #value = 0;
  #skipping = false;
  #lastBlock = false;
  #checksum = false;

  /** Reads the bytes of the current field that are in the chunk at `at`. */
  step(chunk: Uint8Array, at: number): Step {
    const taken = Math.min(this.#length - this.#read, chunk.length - at);
    if (this.#length <= 4)
      for (let each = 0; each < taken; each++)
        this.#value += chunk[at + each]! * 2 ** (8 * (this.#read + each));
    const inMagic = this.#state === 'magic';
    const skipped = inMagic || this.#skipping;
    this.#read += taken;
    const ended = this.#read === this.#length && this.#finishField();
    while (this.#length === 0) this.#finishField();
    if (this.#skipping && this.#state === 'magic') this.#skipping = false;
    if (inMagic && this.#state === 'descriptor') return { taken, event: 'begin' };
    if (skipped) return { taken, event: 'skip' };
    return { taken, event: ended ? 'end' : 'none' };
  }

  /** Processes a complete field; returns true if the frame ends with it. */
  #finishField(): boolean {
    const value = this.#value;
    if (this.#state === 'magic') this.#readMagic(value);
    else if (this.#state === 'skipSize') this.#next('skipped', value);
    else if (this.#state === 'descriptor') this.#readDescriptor(value);
    else if (this.#state === 'header') this.#next('block', 3);
    else if (this.#state === 'block') return this.#readBlock(value);
    else if (this.#state === 'content') return this.#finishBlock();
    else return this.#finishFrame();
    return false;
  }

  #readMagic(magic: number): void {
    // Sixteen magic numbers mark frames that decompressors skip.
    this.#skipping = magic - (magic % 16) === SKIPPABLE;
    if (this.#skipping) this.#next('skipSize', 4);
    else if (magic === FRAME) this.#next('descriptor', 1);
    else throw invalidInput('file', 'The file is not valid Zstandard: a frame does not begin as one.');
  }

  #readDescriptor(byte: number): void {
    const single = (byte >> 5) & 1;
    const size =
      (byte >> 6 === 0 ? single : CONTENT_SIZE[byte >> 6]!) + DICTIONARY_ID[byte & 3]! + (1 - single);
    this.#checksum = ((byte >> 2) & 1) === 1;
    this.#next('header', size);
  }

  #readBlock(header: number): boolean {
    this.#lastBlock = (header & 1) === 1;
    const size = ((header >> 1) & 3) === RLE ? 1 : header >> 3;
    if (size === 0) return this.#finishBlock();
    this.#next('content', size);
    return false;
  }

  #finishBlock(): boolean {
    if (!this.#lastBlock) this.#next('block', 3);
    else if (this.#checksum) this.#next('checksum', 4);
    else return this.#finishFrame();
    return false;
  }

  #finishFrame(): true {
    this.#next('magic', 4);
    return true;
  }

  #next(state: State, length: number): void {
    this.#state = state;
    this.#length = length;
    this.#read = 0;
    this.#value = 0;
  }
}
