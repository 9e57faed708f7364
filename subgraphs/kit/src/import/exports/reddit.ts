import { unescapeHtml } from '../../text/html.ts';
import type { SourceRecord } from '../formats/records.ts';
import { absolute, type KnownExport, textOf } from './known-export.ts';

const SITE = 'https://www.reddit.com';

/** Comments have a body and no title. */
const isComment = (record: SourceRecord) =>
  textOf(record, 'title') === '' && Object.hasOwn(record, 'body') && !Object.hasOwn(record, 'selftext');

/** `t3_` marks posts and `t1_` comments: their numbers are counted apart from each other. */
function fullName(record: SourceRecord): string | null {
  const id = textOf(record, 'id').replace(/^t\d_/, '');
  return id === '' ? null : `${isComment(record) ? 't1' : 't3'}_${id}`;
}

/** The permalink, which is relative in dumps and missing in old ones of comments. */
function address(record: SourceRecord): string | null {
  const permalink = absolute(textOf(record, 'permalink'), SITE);
  if (permalink !== null || !isComment(record)) return permalink;
  const post = textOf(record, 'link_id').replace(/^t3_/, '');
  const subreddit = textOf(record, 'subreddit');
  if (post === '' || subreddit === '') return null;
  return `${SITE}/r/${subreddit}/comments/${post}/_/${textOf(record, 'id')}/`;
}

/** The article that a post links to; a post of its own text gives its own address there. */
function link(record: SourceRecord): string | null {
  if (isComment(record) || record['is_self'] === true) return null;
  const url = unescapeHtml(textOf(record, 'url'));
  const target = absolute(url, SITE);
  return target === null || /\/comments\//.test(target.split('?')[0]!) ? null : target;
}

/**
 * Reddit escapes &, < and > in titles and texts, once; what was taken down has a mark for its text.
 */
function text(...names: readonly string[]) {
  return (record: SourceRecord): string | null => {
    const found = names.map((name) => textOf(record, name)).find((each) => each !== '') ?? '';
    return found === '' || found === '[deleted]' || found === '[removed]' ? null : unescapeHtml(found);
  };
}

const values: KnownExport['values'] = {
  id: fullName,
  url: address,
  kind: (record) => (isComment(record) ? 'comment' : 'post'),
  title: text('title'),
  text: text('selftext', 'body'),
  link,
  subreddit: (record) => textOf(record, 'subreddit') || null,
};

function author(record: SourceRecord): string | null {
  const name = textOf(record, 'author');
  return name === '' || name === '[deleted]' ? null : name;
}

/**
 * Posts and comments as the public dumps of Reddit have them (`RS_*.zst`, `RC_*.zst`): one JSON
 * object a line.
 */
export const redditDump: KnownExport = {
  format: 'ndjson',
  source: 'reddit',
  values: {
    ...values,
    author,
    authorUrl: (record) => (author(record) === null ? null : `${SITE}/user/${author(record)}`),
    postedAt: 'created_utc',
    points: 'score',
    comments: 'num_comments',
  },
};

/**
 * `posts.csv` and `comments.csv` of the export that Reddit sends to an account's owner, whose name
 * is not in them.
 */
export const redditExport: KnownExport = {
  format: 'csv',
  source: 'reddit',
  header: ['id', 'permalink', 'date', 'subreddit'],
  values: { ...values, postedAt: 'date' },
};
