import type { SourceRecord } from '../formats/records.ts';
import { column, type KnownExport } from './known-export.ts';

const pageType = column('Page Type', 'Content Source');
const url = column('Url', 'URL', 'Original Url');

/**
 * Returns the platform: `twitter`, `instagram_public`, `facebook_public` and so on; for blogs, news
 * and forums it is derived from the host, if known.
 */
function source(record: SourceRecord): string | null {
  const [type = ''] = (pageType(record) ?? '').toLowerCase().split('_');
  if (type !== '' && !/^(forum|blog|news|review|page|other)/.test(type)) return type;
  const host = (column('Domain')(record) ?? '').toLowerCase();
  return /(?:^|\.)([a-z0-9-]+)\.[a-z]+$/.exec(host)?.[1] ?? (type || null);
}

/**
 * Counts are in one column per platform (`Twitter Retweets`, `Reddit Score`); newer exports write X
 * for Twitter.
 */
const points = column(
  'X Likes',
  'Twitter Likes',
  'Facebook Likes',
  'Instagram Likes',
  'Reddit Score',
  'YouTube Likes',
  'TikTok Likes',
  'LinkedIn Likes',
  'Likes',
);
const comments = column(
  'X Replies',
  'Twitter Reply Count',
  'Facebook Comments',
  'Instagram Comments',
  'Reddit Comments',
  'YouTube Comments',
  'TikTok Comments',
  'LinkedIn Comments',
  'Comments',
);
const shares = column(
  'X Reposts',
  'Twitter Retweets',
  'Facebook Shares',
  'TikTok Shares',
  'LinkedIn Shares',
  'Shares',
);

/**
 * Mentions of a query, exported from Brandwatch Consumer Research as CSV, below a few lines about
 * the export itself.
 */
export const brandwatchCsv: KnownExport = {
  format: 'csv',
  header: ['Date', 'Title', 'Page Type'],
  thousands: ',',
  values: {
    id: (record) => column('Resource Id', 'Mention Id')(record) ?? url(record),
    source,
    url,
    title: column('Title'),
    text: column('Full Text', 'Snippet'),
    author: column('Author'),
    authorTitle: column('Full Name', 'Author'),
    authorAvatar: column('Avatar'),
    postedAt: column('Date'),
    points,
    comments,
    shares,
    views: column('Impressions'),
    country: column('Country Code', 'Country'),
    language: column('Language'),
    media: column('Media URLs'),
  },
};
