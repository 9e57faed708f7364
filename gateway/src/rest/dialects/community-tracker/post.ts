import { Type } from 'typebox';
import { withoutMilliseconds } from '../../engine/documented-times.ts';
import { nullable } from '../../engine/nullable.ts';
import { platforms } from './platforms.ts';

/** A community post, as the graph returns it. */
export interface SourcePost {
  url: string;
  title: string;
  body: string;
  author: string;
  source: string;
  kind: 'POST' | 'COMMENT';
  postedAt: string;
  subreddit: string | null;
  engagementStatus: string | null;
  analysis: {
    score: number;
    reason: string;
    intent: string | null;
    urgency: string;
    buyingStage: string;
    action: string;
    suggestedPlay: string;
    competitorNamed: string | null;
    signals: { name: string }[];
  };
}

const text = (description: string) => Type.String({ description });

/** Schema of a post, in the documented order of members. */
export const postSchema = Type.Object({
  url: text('Direct link to the original post.'),
  title: text('Post title.'),
  body: text('Post body text.'),
  author: text('Username of the poster.'),
  source: text('Platform where the post was found.'),
  kind: text('Post type: p (post) or c (comment).'),
  posted_at: Type.String({ format: 'date-time', description: 'Time of posting.' }),
  ai_score: Type.Number({ description: 'Relevance and intent from 1 to 10.' }),
  ai_reason: text('Short explanation of the score.'),
  intent: nullable(Type.String(), 'Detected intent; null if the text shows none.'),
  urgency: text('Urgency level: high, medium, or low.'),
  buying_stage: text('Stage in the buying journey: aware, evaluating, deciding.'),
  action_type: text('Recommended action: engage, monitor, ignore.'),
  suggested_play: text('How to respond.'),
  competitor_named: nullable(Type.String(), 'Competitor brand mentioned in the post, if any.'),
  buying_signals: Type.Array(Type.String(), { description: 'Detected buying signal tags.' }),
  engagement_status: nullable(Type.String(), 'Status set by the team: engaged, replied, dismissed.'),
  subreddit: nullable(Type.String(), 'Subreddit name for Reddit posts.'),
});

/** Presents a post in the documented form: times without milliseconds, enums in lower case. */
export function toPost(post: SourcePost): object {
  const { analysis } = post;
  return {
    url: post.url,
    title: post.title,
    body: post.body,
    author: post.author,
    source: platforms.nameOf(post.source),
    kind: post.kind === 'POST' ? 'p' : 'c',
    posted_at: withoutMilliseconds(post.postedAt),
    ai_score: analysis.score,
    ai_reason: analysis.reason,
    intent: lower(analysis.intent),
    urgency: lower(analysis.urgency),
    buying_stage: lower(analysis.buyingStage),
    action_type: lower(analysis.action),
    suggested_play: analysis.suggestedPlay,
    competitor_named: analysis.competitorNamed,
    buying_signals: analysis.signals.map(({ name }) => name),
    engagement_status: lower(post.engagementStatus),
    subreddit: post.subreddit,
  };
}

function lower(text: string | null): string | null {
  return text === null ? null : text.toLowerCase();
}
