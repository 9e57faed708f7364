import { htmlToText, unescapeHtml } from '../../text/html.ts';
import type { SourceRecord } from '../formats/records.ts';
import { type KnownExport, textOf } from './known-export.ts';

const SITE = 'https://news.ycombinator.com';

const id = (record: SourceRecord) => textOf(record, 'objectID') || textOf(record, 'story_id') || null;
const authorUrl = (record: SourceRecord) => `${SITE}/user?id=${encodeURIComponent(textOf(record, 'author'))}`;
const isComment = (record: SourceRecord) => textOf(record, 'comment_text') !== '';

/**
 * Responses of Hacker News' search API (`https://hn.algolia.com/api/v1/search`): stories, jobs,
 * polls and comments.
 */
export const hackerNewsAlgolia: KnownExport = {
  format: 'json',
  path: 'hits',
  source: 'hackernews',
  values: {
    id,
    url: (record) => (id(record) === null ? null : `${SITE}/item?id=${id(record)}`),
    kind: (record) => (isComment(record) ? 'comment' : 'post'),
    title: (record) => (isComment(record) ? null : unescapeHtml(textOf(record, 'title')) || null),
    text: (record) => htmlToText(textOf(record, 'comment_text') || textOf(record, 'story_text')) || null,
    link: (record) => (isComment(record) ? null : textOf(record, 'url') || null),
    author: 'author',
    authorUrl,
    postedAt: (record) => textOf(record, 'created_at_i') || textOf(record, 'created_at'),
    points: 'points',
    comments: 'num_comments',
  },
};

/**
 * Hacker News stories with the columns id, title, url, num_points, num_comments, author,
 * created_at.
 */
export const hackerNewsCsv: KnownExport = {
  format: 'csv',
  source: 'hackernews',
  dateFormat: 'M/D/YYYY H:mm',
  values: {
    id: 'id',
    url: (record) => `${SITE}/item?id=${textOf(record, 'id')}`,
    title: 'title',
    link: 'url',
    author: 'author',
    authorUrl,
    postedAt: 'created_at',
    points: 'num_points',
    comments: 'num_comments',
  },
};
