/** Displayed size of a picture in pixels, and its detected content type. */
export interface PictureSize {
  readonly width: number;
  readonly height: number;
  readonly contentType: string;
}

/** Reads the size of a picture from its header; null if the bytes are not a picture. */
export async function pictureSize(bytes: Uint8Array): Promise<PictureSize | null> {
  const { imageDimensionsFromData } = await import('image-dimensions');
  const found = imageDimensionsFromData(bytes);
  if (!found || found.width < 1 || found.height < 1) return null;
  const { width, height, type } = found;
  const contentType = `image/${type}`;
  // Orientations 5 to 8 are rotated by 90 degrees.
  return type === 'jpeg' && orientationOf(bytes) >= 5
    ? { width: height, height: width, contentType }
    : { width, height, contentType };
}

const APP1 = 0xffe1;
const START_OF_SCAN = 0xffda;
const ORIENTATION = 0x0112;
const EXIF = 'Exif\0\0';

/** Returns the Exif orientation of a JPEG, 1 to 8; 1 (upright) if absent. */
function orientationOf(bytes: Uint8Array): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    for (let at = 2; ; ) {
      const marker = view.getUint16(at);
      const length = view.getUint16(at + 2);
      if (marker === START_OF_SCAN || marker < 0xff00) return 1;
      const isExif = Buffer.from(bytes.subarray(at + 4, at + 10)).toString('latin1') === EXIF;
      if (marker === APP1 && isExif) return tiffOrientation(view, at + 10);
      at += 2 + length;
    }
  } catch (error) {
    // A segment points past the end.
    if (error instanceof RangeError) return 1;
    throw error;
  }
}

function tiffOrientation(view: DataView, start: number): number {
  const little = view.getUint16(start) === 0x4949;
  const directory = start + view.getUint32(start + 4, little);
  const entries = view.getUint16(directory, little);
  for (let entry = 0; entry < entries; entry += 1) {
    const at = directory + 2 + entry * 12;
    if (view.getUint16(at, little) === ORIENTATION) return view.getUint16(at + 8, little);
  }
  return 1;
}
