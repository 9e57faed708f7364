import { htmlToText, unescapeHtml } from '../../text/html.ts';
import type { SourceRecord } from '../formats/records.ts';
import { type KnownExport, objectOf, textOf } from './known-export.ts';

const owner = (record: SourceRecord) => objectOf(record, 'owner');
const id = (record: SourceRecord) => textOf(record, 'answer_id') || textOf(record, 'question_id') || null;

/** Questions and answers returned by the Stack Exchange API: `{ "items": [ … ] }`. */
export const stackExchangeApi: KnownExport = {
  format: 'json',
  path: 'items',
  source: 'stackoverflow',
  values: {
    id,
    url: (record) =>
      textOf(record, 'link') ||
      (id(record) === null
        ? null
        : `https://stackoverflow.com/${textOf(record, 'answer_id') ? 'a' : 'q'}/${id(record)}`),
    kind: (record) => (textOf(record, 'answer_id') === '' ? 'post' : 'comment'),
    // Titles contain character references; bodies are HTML.
    title: (record) => unescapeHtml(textOf(record, 'title')) || null,
    text: (record) =>
      textOf(record, 'body') === ''
        ? unescapeHtml(textOf(record, 'body_markdown')) || null
        : htmlToText(textOf(record, 'body')),
    author: (record) => unescapeHtml(textOf(owner(record), 'display_name')) || null,
    authorUrl: (record) => textOf(owner(record), 'link') || null,
    postedAt: 'creation_date',
    points: 'score',
    comments: 'answer_count',
    views: 'view_count',
  },
};
