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
  const walk = createWalk();
  for await (const chunk of chunks) {
    let from = 0;
    for (let at = 0; at < chunk.length; ) {
      const { taken, event } = walk(chunk, at);
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
function createWalk(): (chunk: Uint8Array, at: number) => Step {
  let state: State = 'magic';
  let length = 4;
  let read = 0;
  let value = 0;
  let skipping = false;
  let lastBlock = false;
  let checksum = false;

  function next(to: State, size: number): void {
    state = to;
    length = size;
    read = 0;
    value = 0;
  }
  function afterBlock(): boolean {
    if (!lastBlock) next('block', 3);
    else if (checksum) next('checksum', 4);
    else return endOfFrame();
    return false;
  }
  function endOfFrame(): true {
    next('magic', 4);
    return true;
  }
  function readMagic(magic: number): void {
    // Sixteen magic numbers mark frames that decompressors skip.
    skipping = magic - (magic % 16) === SKIPPABLE;
    if (skipping) next('skipSize', 4);
    else if (magic === FRAME) next('descriptor', 1);
    else throw invalidInput('file', 'The file is not valid Zstandard: a frame does not begin as one.');
  }
  function readDescriptor(byte: number): void {
    const single = (byte >> 5) & 1;
    const size =
      (byte >> 6 === 0 ? single : CONTENT_SIZE[byte >> 6]!) + DICTIONARY_ID[byte & 3]! + (1 - single);
    checksum = ((byte >> 2) & 1) === 1;
    next('header', size);
  }
  function readBlock(header: number): boolean {
    lastBlock = (header & 1) === 1;
    const size = ((header >> 1) & 3) === RLE ? 1 : header >> 3;
    if (size === 0) return afterBlock();
    next('content', size);
    return false;
  }
  /** Processes a complete field; returns true if the frame ends with it. */
  function finish(): boolean {
    if (state === 'magic') readMagic(value);
    else if (state === 'skipSize') next('skipped', value);
    else if (state === 'descriptor') readDescriptor(value);
    else if (state === 'header') next('block', 3);
    else if (state === 'block') return readBlock(value);
    else if (state === 'content') return afterBlock();
    else return endOfFrame();
    return false;
  }
  return (chunk, at) => {
    const taken = Math.min(length - read, chunk.length - at);
    if (length <= 4)
      for (let each = 0; each < taken; each++) value += chunk[at + each]! * 2 ** (8 * (read + each));
    const inMagic = state === 'magic';
    const skipped = inMagic || skipping;
    read += taken;
    const ended = read === length && finish();
    while (length === 0) finish();
    if (skipping && state === 'magic') skipping = false;
    if (inMagic && state === 'descriptor') return { taken, event: 'begin' };
    if (skipped) return { taken, event: 'skip' };
    return { taken, event: ended ? 'end' : 'none' };
  };
}
