import { parseJson } from '../formats/exact-json.ts';
import type { SourceRecord } from '../formats/records.ts';
import { column, type KnownExport } from './known-export.ts';

const id = column('Comment ID');
const video = column('Video ID');
const post = column('Post ID');
const written = column('Comment Text');

function address(record: SourceRecord): string | null {
  const comment = encodeURIComponent(id(record) ?? '');
  const [inVideo, inPost] = [video(record), post(record)];
  if (inVideo !== null) return `https://www.youtube.com/watch?v=${encodeURIComponent(inVideo)}&lc=${comment}`;
  return inPost && `https://www.youtube.com/post/${encodeURIComponent(inPost)}?lc=${comment}`;
}

/**
 * Returns the text of a comment, written as JSON segments (`{"takeoutSegments":[{"text":…}]}` until
 * 2024, `{"text":…},{"text":…}` since) or as plain text.
 */
function text(record: SourceRecord): string | null {
  const raw = written(record);
  if (raw === null || !raw.startsWith('{')) return raw;
  try {
    const parts = parseJson(`[${raw}]`) as { text?: unknown; takeoutSegments?: { text?: unknown }[] }[];
    const segments = parts.flatMap((part) => part.takeoutSegments ?? [part]);
    return segments.map((segment) => (typeof segment.text === 'string' ? segment.text : '')).join('');
  } catch {
    return raw;
  }
}

/** `comments.csv` of Google Takeout: the owner's comments on other accounts' videos and posts. */
export const youtubeTakeoutComments: KnownExport = {
  format: 'csv',
  source: 'youtube',
  header: ['Comment ID', 'Comment Create Timestamp', 'Comment Text'],
  values: {
    id,
    url: address,
    kind: () => 'comment',
    text,
    postedAt: column('Comment Create Timestamp'),
    replyToId: column('Parent Comment ID'),
    authorUrl: (record) => {
      const channel = column('Channel ID')(record);
      return channel && `https://www.youtube.com/channel/${encodeURIComponent(channel)}`;
    },
  },
};
