import type { Vendor, VendorRequest } from '../stand-in.ts';

/** A post as a platform stores it. */
export interface StoredPost {
  readonly id: string;
  readonly text: string;
  /** The number of its files. */
  readonly media: number;
  readonly at: Date;
  /** The parsed request of the publisher. */
  readonly sent: unknown;
}

/** A platform that stores published posts for the lifetime of this object. */
export interface Platform extends Vendor {
  readonly posts: StoredPost[];
}

/** Parses a body as JSON; returns an empty object for an empty body. */
export function jsonOf({ body }: VendorRequest): ReturnType<typeof JSON.parse> {
  return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
}

/** Parses a body as a form. */
export function formOf({ body, headers }: VendorRequest): Promise<FormData> {
  return new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

/** Stores a post under the next number. */
export function storePost(posts: StoredPost[], text: string, media: number, sent: unknown): StoredPost {
  const stored = { id: String(posts.length + 1), text, media, at: new Date(), sent };
  posts.push(stored);
  return stored;
}
