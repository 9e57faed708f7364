/** Returns the header of a PNG of the given size. */
export function png(width: number, height: number): Uint8Array<ArrayBuffer> {
  const bytes = Buffer.alloc(33);
  bytes.write('89504e470d0a1a0a', 0, 'hex');
  bytes.writeUInt32BE(13, 8);
  bytes.write('IHDR', 12, 'latin1');
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.write('0806000000', 24, 'hex');
  return new Uint8Array(bytes);
}

/** Returns the header of a JPEG with an Exif orientation, 1 to 8, in either byte order. */
export function jpeg(
  width: number,
  height: number,
  orientation: number,
  little = false,
): Uint8Array<ArrayBuffer> {
  const tiff = Buffer.alloc(26);
  const [short, long] = little
    ? ([tiff.writeUInt16LE, tiff.writeUInt32LE] as const)
    : ([tiff.writeUInt16BE, tiff.writeUInt32BE] as const);
  tiff.write(little ? 'II' : 'MM', 0, 'latin1');
  short.call(tiff, 42, 2);
  long.call(tiff, 8, 4);
  short.call(tiff, 1, 8);
  short.call(tiff, 0x0112, 10);
  short.call(tiff, 3, 12);
  long.call(tiff, 1, 14);
  short.call(tiff, orientation, 18);
  const segment = (marker: number, content: Buffer) => {
    const head = Buffer.alloc(4);
    head.writeUInt16BE(marker, 0);
    head.writeUInt16BE(content.length + 2, 2);
    return Buffer.concat([head, content]);
  };
  const frame = Buffer.alloc(15);
  frame.writeUInt8(8, 0);
  frame.writeUInt16BE(height, 1);
  frame.writeUInt16BE(width, 3);
  frame.writeUInt8(3, 5);
  return new Uint8Array(
    Buffer.concat([
      Buffer.from('ffd8', 'hex'),
      segment(0xffe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
      segment(0xffe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])),
      segment(0xffc0, frame),
      segment(0xffda, Buffer.alloc(10)),
      Buffer.from('ffd9', 'hex'),
    ]),
  );
}
