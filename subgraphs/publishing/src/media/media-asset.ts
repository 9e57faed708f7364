/** Accepted content types and their file extensions. */
export const EXTENSIONS = {
  'image/jpeg': 'jpg',
  'image/png': 'png',
  'image/gif': 'gif',
  'image/webp': 'webp',
  'video/mp4': 'mp4',
} as const;
export type ContentType = keyof typeof EXTENSIONS;

/** Largest file, in bytes. */
export const MAX_BYTES = 100 * 1024 * 1024;

/** A file of a workspace: announced (`pending`), or uploaded and inspected (`ready`). */
export interface MediaAsset {
  readonly id: string;
  /** Key of the bytes in the store: 256 random bits in base64url. */
  readonly key: string;
  readonly filename: string;
  readonly contentType: ContentType;
  readonly size: number;
  readonly alt: string;
  readonly status: 'pending' | 'ready';
  readonly sha256: string | null;
  readonly createdAt: Date;
  readonly confirmedAt: Date | null;
  readonly expiresAt: Date;
}

export function isContentType(text: string): text is ContentType {
  return Object.hasOwn(EXTENSIONS, text);
}

/** Returns the public file name: the key and the extension of the type. */
export function publicName({ key, contentType }: Pick<MediaAsset, 'key' | 'contentType'>): string {
  return `${key}.${EXTENSIONS[contentType]}`;
}

const PUBLIC_NAME = new RegExp(`^[\\w-]{43}\\.(${Object.values(EXTENSIONS).join('|')})$`);

/** Returns whether a text is a {@link publicName}. */
export function isPublicName(name: string): boolean {
  return PUBLIC_NAME.test(name);
}
