import { invalidInput } from '../../core/errors.ts';
import { htmlToText } from '../../text/html.ts';
import type { SourceRecord } from '../formats/records.ts';
import { type KnownExport, objectOf, textOf } from './known-export.ts';

const PUBLIC = /(^|#|:)Public$/;

/**
 * Returns the post of an activity. Boosts only reference someone else's post, and non-public posts
 * must not be analysed.
 */
function note(record: SourceRecord): SourceRecord {
  const type = textOf(record, 'type');
  if (type !== 'Create')
    throw invalidInput('type', `The record is an activity of type "${type}", not a post.`);
  const post = objectOf(record, 'object');
  const audience = [...Object.values(objectOf(post, 'to')), ...Object.values(objectOf(post, 'cc'))];
  if (!audience.some((each) => PUBLIC.test(String(each))))
    throw invalidInput('to', 'The post is not public.');
  return post;
}

function text(record: SourceRecord): string {
  const post = note(record);
  const warning = textOf(post, 'summary');
  const content = htmlToText(textOf(post, 'content'));
  return warning === '' ? content : `${warning}\n\n${content}`;
}

/** Returns the id by which servers identify the post; `url` is the page that they link to. */
const id = (record: SourceRecord) => textOf(note(record), 'id') || null;

function author(record: SourceRecord): string | null {
  const actor = textOf(record, 'actor') || textOf(note(record), 'attributedTo');
  const [, host, name] = /^https?:\/\/([^/]+)\/(?:users\/|@)([^/]+)$/.exec(actor) ?? [];
  return host === undefined ? null : `${name}@${host}`;
}

function media(record: SourceRecord): string[] | null {
  const attached = Object.values(objectOf(note(record), 'attachment')) as SourceRecord[];
  const addresses = attached.map((each) => textOf(each, 'url')).filter((url) => /^https?:/i.test(url));
  return addresses.length === 0 ? null : addresses;
}

/** Returns the language of a post that states one. */
function language(record: SourceRecord): string | null {
  const languages = Object.keys(objectOf(note(record), 'contentMap'));
  return languages.length === 1 ? languages[0]! : null;
}

/** `outbox.json` of the archive that a Mastodon server provides to the owner of an account. */
export const mastodonOutbox: KnownExport = {
  format: 'json',
  path: 'orderedItems',
  source: 'mastodon',
  values: {
    id,
    url: (record) => textOf(note(record), 'url') || id(record),
    kind: (record) => (textOf(note(record), 'inReplyTo') === '' ? 'post' : 'comment'),
    text,
    author,
    authorUrl: (record) => textOf(record, 'actor') || null,
    postedAt: (record) => textOf(note(record), 'published') || textOf(record, 'published'),
    media,
    language,
    replyToId: (record) => textOf(note(record), 'inReplyTo') || null,
  },
};
