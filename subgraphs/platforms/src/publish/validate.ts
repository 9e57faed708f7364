import { type OutgoingMedia, PublishError, type Publisher, type Violation } from './publisher.ts';

/** Picture types that every platform with pictures accepts. */
export const PICTURES = ['image/jpeg', 'image/png', 'image/webp', 'image/gif'] as const;

/** Limits of a platform. */
export interface PostRules {
  readonly platform: string;
  readonly limits: Publisher['limits'];
  /** Unit of its length limit. */
  readonly unit?: string;
  readonly types?: readonly string[];
  /** Maximum size of a file, in bytes. */
  readonly size?: number;
}

/** Returns the rules that a post violates. */
export function violations(
  { platform, limits, unit = 'characters', types = [], size = Number.POSITIVE_INFINITY }: PostRules,
  { body, thread, media }: Parameters<Publisher['check']>[0],
): Violation[] {
  const found: Violation[] = [];
  const tooLong = (text: string) => {
    const length = limits.count(text);
    return length > limits.length
      ? `${platform} accepts at most ${limits.length} ${unit}; the text has ${length}.`
      : null;
  };
  const message = tooLong(body);
  if (message) found.push({ field: 'body', message });
  found.push(...threadViolations(platform, limits.thread ?? 0, thread, tooLong));
  if (body.trim() === '' && media.length === 0)
    found.push({ field: 'body', message: `${platform} accepts no empty post.` });
  if (media.length > limits.media) {
    const most = limits.media === 0 ? 'no files' : `at most ${limits.media} files`;
    found.push({ field: 'media', message: `${platform} accepts ${most}.` });
    return found;
  }
  for (const { contentType, size: bytes } of media) {
    if (!types.includes(contentType))
      found.push({ field: 'media', message: `${platform} does not accept ${contentType}.` });
    else if (bytes > size)
      found.push({
        field: 'media',
        message: `${platform} accepts at most ${size} bytes per file; this one has ${bytes}.`,
      });
  }
  return found;
}

function threadViolations(
  platform: string,
  most: number,
  thread: readonly string[],
  tooLong: (text: string) => string | null,
): Violation[] {
  const refuse = (message: string) => [{ field: 'thread' as const, message }];
  if (thread.length > most)
    return refuse(
      most === 0
        ? `${platform} does not support threads.`
        : `${platform} accepts at most ${most} posts after the first.`,
    );
  return thread.flatMap((text, place) => {
    const message = tooLong(text);
    return message ? refuse(`Post ${place + 2} of the thread: ${message}`) : [];
  });
}

/** Reads the bytes of a file, before anything is published. */
export async function bytesOf(media: OutgoingMedia): Promise<Uint8Array<ArrayBuffer>> {
  try {
    return (await media.read()) as Uint8Array<ArrayBuffer>;
  } catch (cause) {
    throw new PublishError('retry', 'A file of the post could not be read.', { cause });
  }
}

/** Reads a file as a form field. */
export async function fileOf(media: OutgoingMedia): Promise<File> {
  const bytes = await bytesOf(media);
  return new File([bytes], `file.${media.contentType.split('/')[1]}`, { type: media.contentType });
}
