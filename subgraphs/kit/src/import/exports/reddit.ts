import { unescapeHtml } from '../../text/html.ts';
import type { SourceRecord } from '../formats/records.ts';
import { absolute, type KnownExport, textOf } from './known-export.ts';

const SITE = 'https://www.reddit.com';

/** Comments have a body but no title. */
const isComment = (record: SourceRecord) =>
  textOf(record, 'title') === '' && Object.hasOwn(record, 'body') && !Object.hasOwn(record, 'selftext');

/** Returns the id with `t3_` for posts or `t1_` for comments, which are numbered independently. */
function fullName(record: SourceRecord): string | null {
  const id = textOf(record, 'id').replace(/^t\d_/, '');
  return id === '' ? null : `${isComment(record) ? 't1' : 't3'}_${id}`;
}

/** Returns the permalink, which is relative in dumps and missing in old dumps of comments. */
function address(record: SourceRecord): string | null {
  const permalink = absolute(textOf(record, 'permalink'), SITE);
  if (permalink !== null || !isComment(record)) return permalink;
  const post = textOf(record, 'link_id').replace(/^t3_/, '');
  const subreddit = textOf(record, 'subreddit');
  if (post === '' || subreddit === '') return null;
  return `${SITE}/r/${subreddit}/comments/${post}/_/${textOf(record, 'id')}/`;
}

/** Returns the article that a post links to; a text post has its own URL in that member. */
function link(record: SourceRecord): string | null {
  if (isComment(record) || record['is_self'] === true) return null;
  const url = unescapeHtml(textOf(record, 'url'));
  const target = absolute(url, SITE);
  return target === null || /\/comments\//.test(target.split('?')[0]!) ? null : target;
}

/**
 * Returns a rule for text. Reddit escapes &, < and > in titles and texts once; removed text is a
 * marker.
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
 * Posts and comments in Reddit's public dumps (`RS_*.zst`, `RC_*.zst`): one JSON object per line.
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
 * `posts.csv` and `comments.csv` of the export that Reddit sends to the owner of an account, whose
 * name it lacks.
 */
export const redditExport: KnownExport = {
  format: 'csv',
  source: 'reddit',
  header: ['id', 'permalink', 'date', 'subreddit'],
  values: { ...values, postedAt: 'date' },
};
