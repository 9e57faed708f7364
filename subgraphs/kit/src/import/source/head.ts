/** A source whose first bytes were read ahead; `chunks` yields all bytes, including `head`. */
export interface Headed {
  readonly head: Uint8Array;
  readonly chunks: AsyncIterable<Uint8Array>;
}

/**
 * Reads at least `length` bytes ahead, or fewer at the end of the source, to decide how to read the
 * rest.
 */
export async function withHead(source: AsyncIterable<Uint8Array>, length: number): Promise<Headed> {
  const iterator = source[Symbol.asyncIterator]();
  const held: Uint8Array[] = [];
  let size = 0;
  let done = false;
  while (size < length && !done) {
    const next = await iterator.next();
    done = next.done === true;
    if (next.done) break;
    held.push(next.value);
    size += next.value.length;
  }
  const head = Buffer.concat(held);
  async function* chunks(): AsyncGenerator<Uint8Array> {
    try {
      if (head.length > 0) yield head;
      while (!done) {
        const next = await iterator.next();
        if (next.done) return;
        yield next.value;
      }
    } finally {
      await iterator.return?.();
    }
  }
  return { head, chunks: chunks() };
}
