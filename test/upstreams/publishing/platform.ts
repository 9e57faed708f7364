import type { Asked, Vendor } from '../stand-in.ts';

/** A post as a platform has it. */
export interface Kept {
  readonly id: string;
  readonly text: string;
  /** How many files it has. */
  readonly media: number;
  readonly at: Date;
  /** What the publisher sent, as it was read. */
  readonly sent: unknown;
}

/** A platform that keeps what is published to it, as long as the value lives. */
export interface Platform extends Vendor {
  readonly posts: Kept[];
}

/** A body as JSON; an empty object for none. */
export function jsonOf({ body }: Asked): ReturnType<typeof JSON.parse> {
  return body.length === 0 ? {} : JSON.parse(body.toString('utf8'));
}

/** A body as a form. */
export function formOf({ body, headers }: Asked): Promise<FormData> {
  return new Response(body, { headers: { 'content-type': headers['content-type'] ?? '' } }).formData();
}

/** Keeps a post under the next number. */
export function keep(posts: Kept[], text: string, media: number, sent: unknown): Kept {
  const kept = { id: String(posts.length + 1), text, media, at: new Date(), sent };
  posts.push(kept);
  return kept;
}
