import type { SourceRecord } from '../formats/records.ts';
import { dateReader } from '../mapping/date-format.ts';
import { readStandardDate } from '../mapping/standard-dates.ts';
import { column, type KnownExport } from './known-export.ts';

const link = column('Link', 'Permalink', 'Post Link');
/** Exports prefix long ids with an apostrophe, so that Excel keeps all their digits. */
const id = (record: SourceRecord) =>
  column('Post ID', 'Message ID', 'Native ID')(record)?.replace(/^'+|'+$/g, '') ?? link(record);

const DATES = ['M/D/YYYY h:mm:ss A', 'M/D/YYYY h:mm A', 'M/D/YYYY H:mm:ss', 'M/D/YYYY H:mm', 'M/D/YYYY'];

/** Reports write dates for human readers, with or without seconds and AM or PM. */
function postedAt(record: SourceRecord): Date | string | null {
  const text = column('Date', 'Timestamp', 'Created Time')(record);
  if (text === null || readStandardDate(text)) return text;
  for (const format of DATES) {
    const date = dateReader(format)(text);
    if (date) return date;
  }
  return text;
}

/**
 * Posts exported from Sprout Social: the Post Performance report, and messages of the inbox and of
 * listening.
 */
export const sproutCsv: KnownExport = {
  format: 'csv',
  header: ['Date', 'Network'],
  thousands: ',',
  values: {
    id,
    source: column('Network'),
    url: link,
    text: column('Post', 'Message', 'Text', 'Caption'),
    author: column('Profile', 'From', 'Author'),
    postedAt,
    points: column('Likes', 'Reactions'),
    comments: column('Comments', 'Comments & Replies', 'Replies'),
    shares: column('Shares', 'Reposts', 'Retweets'),
    views: column('Impressions', 'Views', 'Video Views'),
    country: column('Country'),
  },
};
