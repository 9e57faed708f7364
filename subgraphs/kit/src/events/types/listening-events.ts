import { Type } from 'typebox';
import { event, nullable, text, time } from './event-definition.ts';

const communityPost = {
  postId: text('Id of the community post.'),
  source: text('Platform of the post.'),
  url: text('Address of the post.'),
  title: text('Title of the post; empty if it has none.'),
  text: text('Text of the post.'),
  author: text('Name of the author; empty if it is unknown.'),
  postedAt: time('Time at which the post was published.'),
};
const COMMUNITY_POST = {
  postId: '6b0f8f0e-2f55-4f6c-8c5e-7b0a3d0f9e21',
  source: 'hackernews',
  url: 'https://news.ycombinator.com/item?id=41203559',
  title: 'Ask HN: A help desk for a small team?',
  text: 'We are looking for an alternative to Acme.',
  author: 'ada',
  postedAt: '2026-05-04T08:59:12.000Z',
};
const TRACKER_ID = '1f4c5f43-9d0f-4a7e-b9b5-0c4a0e0c7d11';

/** Events of what listening finds. */
export const listeningEvents = {
  'tracker.matched': event(
    'A post was found that matches a tracker. A post that matches several trackers has one event for each.',
    'community post',
    Type.Object({
      ...communityPost,
      trackerId: text('Id of the tracker.'),
      relevance: text('Its relevance for the tracker: `high`, `medium` or `low`.'),
      origin: text('How it was found: `tail`, `search`, `place`, `backfill` or `sample`.'),
    }),
    { ...COMMUNITY_POST, trackerId: TRACKER_ID, relevance: 'high', origin: 'tail' },
  ),
  'post.scored': event(
    'A post that a tracker found was scored, or scored again with another result after it was edited. ' +
      'Imported posts have no such event.',
    'community post',
    Type.Object({
      ...communityPost,
      score: Type.Number({ description: 'How promising the author is as a prospect, from 1 to 10.' }),
      intent: nullable(
        text('Intent: `buying`, `pain_point`, `question` or `comparison`; null if the text shows none.'),
      ),
      urgency: text('Urgency: `high`, `medium` or `low`.'),
      action: text('Recommended action: `engage`, `monitor` or `ignore`.'),
    }),
    { ...COMMUNITY_POST, score: 8.5, intent: 'buying', urgency: 'high', action: 'engage' },
  ),
  'tracker.failing': event(
    'A source of a tracker could not be read for 15 minutes and at least three attempts. Recorded once until ' +
      'the source is read again.',
    'tracker',
    Type.Object({
      trackerId: text('Id of the tracker.'),
      source: text('Platform that cannot be read.'),
      place: nullable(text('Feed, community or instance that cannot be read; null if it is the platform.')),
      problem: text('Description of the problem.'),
      lastSuccessAt: nullable(
        time('Time of the last successful reading; null if there was none since the tracker was changed.'),
      ),
    }),
    {
      trackerId: TRACKER_ID,
      source: 'feeds',
      place: 'https://blog.acme.example/feed.xml',
      problem: 'Answered 503.',
      lastSuccessAt: '2026-05-04T08:30:00.000Z',
    },
  ),
};
