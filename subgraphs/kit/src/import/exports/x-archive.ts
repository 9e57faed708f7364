import { unescapeHtml } from '../../text/html.ts';
import { languageCode } from '../../text/language-code.ts';
import type { SourceRecord } from '../formats/records.ts';
import { type KnownExport, objectOf, textOf } from './known-export.ts';

/** Archives until 2019 list the posts directly; later ones wrap each post in a member `tweet`. */
function tweet(record: SourceRecord): SourceRecord {
  return Object.hasOwn(record, 'tweet') ? objectOf(record, 'tweet') : record;
}

const of = (name: string) => (record: SourceRecord) => textOf(tweet(record), name) || null;
const id = (record: SourceRecord) => of('id_str')(record) ?? of('id')(record);

function media(record: SourceRecord): string[] | null {
  const listed = objectOf(objectOf(tweet(record), 'extended_entities'), 'media');
  const addresses = Object.values(listed).map((item) => textOf(item as SourceRecord, 'media_url_https'));
  return addresses.length === 0 ? null : addresses.filter((address) => address !== '');
}

/**
 * `data/tweets.js` of the archive that X sends to the owner of an account: `window.YTD.tweets.part0
 * = [{ "tweet": { … } }]`.
 */
export const xArchive: KnownExport = {
  format: 'json',
  source: 'x',
  dateFormat: 'ddd MMM DD HH:mm:ss Z YYYY',
  values: {
    id,
    url: (record) => (id(record) === null ? null : `https://x.com/i/web/status/${id(record)}`),
    // X escapes &, < and > in texts once.
    text: (record) => unescapeHtml(of('full_text')(record) ?? of('text')(record) ?? ''),
    postedAt: of('created_at'),
    points: of('favorite_count'),
    shares: of('retweet_count'),
    // X writes und, zxx and codes for private use if it does not know the language.
    language: (record) => languageCode(of('lang')(record) ?? ''),
    media,
    replyToId: (record) => of('in_reply_to_status_id_str')(record) ?? of('in_reply_to_status_id')(record),
    replyToUser: of('in_reply_to_screen_name'),
  },
};
