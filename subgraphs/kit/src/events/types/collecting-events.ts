import { Type } from 'typebox';
import { count, event, nullable, text, time } from './event-definition.ts';

/** Events of data that are collected: snapshots, trackers and runs. */
export const collectingEvents = {
  'snapshot.captured': event(
    'A snapshot of share of voice was captured, or captured again for the same day.',
    'snapshot',
    Type.Object({
      snapshotId: text('Id of the snapshot.'),
      queryId: text('Id of the intelligence query.'),
      date: Type.String({ format: 'date', description: 'Last day of the counted range, in UTC.' }),
      replaced: Type.Boolean({ description: 'Whether it replaces an earlier snapshot of the day.' }),
      brands: Type.Array(
        Type.Object({
          name: text('Name of the brand.'),
          mentions: count('Number of mentions.'),
          percent: Type.Number({ description: 'Share of voice in per cent, with one decimal.' }),
        }),
        { description: 'Brands of the query, the primary brand first.' },
      ),
    }),
    {
      snapshotId: '5d0f6a34-6f0e-4c0e-9a54-0b8f6e1f2a11',
      queryId: '0b4f2e9c-51ab-4d0c-8e3d-5f7f3c0a9d27',
      date: '2026-05-03',
      replaced: false,
      brands: [
        { name: 'Acme', mentions: 312, percent: 62.4 },
        { name: 'Globex', mentions: 188, percent: 37.6 },
      ],
    },
  ),
  'tracker.spiked': event(
    'A tracker has found more posts in an hour than chance explains, compared with the same hours of four weeks. Reported at most every six hours.',
    'tracker',
    Type.Object({
      trackerId: text('Id of the tracker.'),
      name: text('Name of the tracker.'),
      count: count('Number of posts in the hour.'),
      expected: Type.Number({ description: 'Number of posts that is usual in such an hour.' }),
      from: time('Start of the hour.'),
      to: time('End of the hour.'),
      message: text('The same in words.'),
    }),
    {
      trackerId: '1f4c5f43-9d0f-4a7e-b9b5-0c4a0e0c7d11',
      name: 'Acme',
      count: 42,
      expected: 3.1,
      from: '2026-05-04T08:00:00.000Z',
      to: '2026-05-04T09:00:00.000Z',
      message: '"Acme" has found 42 posts in an hour; 3.1 are usual.',
    },
  ),
  'mention.matched': event(
    'A live dataset received a mention that is new to it. A mention of several datasets has one event for each.',
    'mention',
    Type.Object({
      mentionId: text('Id of the mention.'),
      datasetId: text('Id of the dataset.'),
      source: text('Platform of the mention.'),
      url: nullable(text('Address of the mention; null if it is unknown.')),
      title: text('Title of the mention; empty if it has none.'),
      text: text('Text of the mention; empty if it has none.'),
      author: text('Name of the author; empty if it is unknown.'),
      postedAt: time('Time at which the mention was published.'),
    }),
    {
      mentionId: 'post_01jt9xb7q4',
      datasetId: 'ds_01jt9wz8c2',
      source: 'hackernews',
      url: 'https://news.ycombinator.com/item?id=41203559',
      title: '',
      text: 'We have moved to Acme, and do not look back.',
      author: 'ada',
      postedAt: '2026-05-04T08:59:12.000Z',
    },
  ),
  'run.completed': event(
    'A run of a dataset has ended, successfully or not.',
    'run',
    Type.Object({
      runId: text('Id of the run.'),
      datasetId: text('Id of the dataset.'),
      status: text('Result: `completed` or `failed`.'),
      mentionsCount: count('Number of mentions that were stored or already known.'),
      rejectedCount: count('Number of records that were rejected.'),
      error: nullable(text('Description of the failure or the rejections; null if there are none.')),
    }),
    {
      runId: 'dr_01jt9x3m5v',
      datasetId: 'ds_01jt9wz8c2',
      status: 'completed',
      mentionsCount: 480,
      rejectedCount: 2,
      error: 'Line 17: createdAt is missing.',
    },
  ),
};
