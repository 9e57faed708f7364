import { Type } from 'typebox';
import { nullable } from '../../engine/nullable.ts';
import { platforms } from './platforms.ts';

/** A mention, as the graph returns it. */
export interface SourceMention {
  id: string;
  source: string;
  author: {
    handle: string | null;
    title: string | null;
    titleUrl: string | null;
    avatarUrl: string | null;
    headline: string | null;
    headlineUrl: string | null;
  } | null;
  title: string | null;
  text: string | null;
  url: string | null;
  media: { type: string; url: string }[] | null;
  views: number | null;
  areViewsEstimated: boolean | null;
  likes: number | null;
  comments: number | null;
  shares: number | null;
  engagementRate: number | null;
  sentiment: Record<'negative' | 'neutral' | 'positive', number> | null;
  sentimentScore: number | null;
  emotions: Record<string, number> | null;
  category: string | null;
  contentIntention: string | null;
  toneOfVoice: string | null;
  narrativeStructure: string | null;
  hook: string | null;
  cta: string | null;
  contentTopics: string[] | null;
  questions: string[] | null;
  mentionedBrands: { name: string }[] | null;
  entities: string[] | null;
  postedAt: string;
  datasetRunAt: string;
  datasets: { id: string; name: string }[];
  collections: { id: string; name: string }[];
  sampledComments:
    | {
        id: string | null;
        author: string | null;
        text: string;
        likes: number | null;
        postedAt: string | null;
      }[]
    | null;
}

/** Selection of {@link SourceMention}. */
export const MENTION_FIELDS = /* GraphQL */ `
  id source title text url views areViewsEstimated likes comments shares engagementRate sentimentScore
  author { handle title titleUrl avatarUrl headline headlineUrl }
  media { type url }
  sentiment { negative neutral positive }
  emotions { joy sadness anger fear surprise disgust neutral }
  category contentIntention toneOfVoice narrativeStructure hook cta contentTopics questions entities
  mentionedBrands { name }
  postedAt datasetRunAt
  datasets { id name }
  collections { id name }
  sampledComments { id author text likes postedAt }
`;

/**
 * Presents a mention in the documented form: decimals as strings, times in Unix seconds, texts in
 * objects of their own.
 */
export function toMention(mention: SourceMention): object {
  return {
    source: platforms.nameOf(mention.source),
    id: mention.id,
    author: authorOf(mention.author),
    title: mention.title,
    text: mention.text,
    url: mention.url,
    media: mention.media ?? [],
    num_views: mention.views,
    are_views_estimated: mention.areViewsEstimated,
    num_likes: mention.likes,
    num_comments: mention.comments,
    num_shares: mention.shares,
    engagement_rate: decimal(mention.engagementRate, 3),
    sentiment: decimals(mention.sentiment),
    sentiment_score: decimal(mention.sentimentScore, 2),
    emotions: decimals(mention.emotions),
    category: mention.category,
    content_intention: mention.contentIntention,
    tone_of_voice: inObject(mention.toneOfVoice),
    narrative_structure: inObject(mention.narrativeStructure),
    hook: inObject(mention.hook),
    cta: inObject(mention.cta),
    content_topics: mention.contentTopics?.map((text) => ({ text })) ?? null,
    questions: mention.questions,
    mentioned_brands: mention.mentionedBrands?.map(({ name }) => name) ?? null,
    entities: mention.entities,
    created_at: unix(mention.postedAt),
    dataset_run_at: unix(mention.datasetRunAt),
    datasets: mention.datasets,
    collections: mention.collections,
    comments: mention.sampledComments?.map(commentOf) ?? null,
  };
}

function authorOf(author: SourceMention['author']): object | null {
  return (
    author && {
      avatar: author.avatarUrl,
      title: author.title ?? author.handle,
      title_url: author.titleUrl,
      headline: author.headline ?? '',
      headline_url: author.headlineUrl,
    }
  );
}

function commentOf({
  id,
  author,
  text,
  likes,
  postedAt,
}: NonNullable<SourceMention['sampledComments']>[number]) {
  return { id, author, text, num_likes: likes, created_at: postedAt && unix(postedAt) };
}

function decimal(value: number | null, places: number): string | null {
  return value === null ? null : value.toFixed(places);
}

function decimals(values: Record<string, number> | null): Record<string, string> | null {
  return (
    values && Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.toFixed(2)]))
  );
}

function inObject(text: string | null): { text: string } | null {
  return text === null ? null : { text };
}

function unix(time: string): number {
  return Math.floor(Date.parse(time) / 1_000);
}

const text = Type.String();
const count = Type.Integer();
const texts = Type.Array(Type.Object({ text: Type.String() }));
const inText = Type.Object({ text: Type.String() });
const named = Type.Array(Type.Object({ id: Type.String(), name: Type.String() }));
const decimalText = (description: string) => Type.String({ pattern: '^-?\\d+\\.\\d+$', description });

/** Schema of a mention, in the documented order of members. */
export const mentionSchema = Type.Object({
  source: Type.String({ description: 'Platform of the post.' }),
  id: Type.String({ description: 'Opaque, stable id.' }),
  author: nullable(
    Type.Object({
      avatar: nullable(text, 'Picture of the author.'),
      title: nullable(text, 'Display name on the platform.'),
      title_url: nullable(text, 'Page of the author.'),
      headline: Type.String({ description: 'Short description of the author; empty if there is none.' }),
      headline_url: nullable(text, 'Page that the headline links to.'),
    }),
    'Author; null if unknown.',
  ),
  title: nullable(text, 'Title; null if the platform has none.'),
  text: nullable(text, 'Text; null if unknown.'),
  url: nullable(text, 'URL of the post.'),
  media: Type.Array(Type.Object({ type: Type.String(), url: Type.String() }), {
    description: 'Images and videos; empty if none are known.',
  }),
  num_views: nullable(count, 'Views.'),
  are_views_estimated: nullable(Type.Boolean(), 'Whether the views are an estimate.'),
  num_likes: nullable(count, 'Likes, or net votes.'),
  num_comments: nullable(count, 'Comments.'),
  num_shares: nullable(count, 'Shares.'),
  engagement_rate: nullable(
    decimalText('Three decimals.'),
    'Likes divided by views; null if views are unknown or 0.',
  ),
  sentiment: nullable(
    Type.Object({ negative: decimalText(''), neutral: decimalText(''), positive: decimalText('') }),
    'Probability of each sentiment; null if the mention was not analysed.',
  ),
  sentiment_score: nullable(decimalText('Two decimals.'), 'Positive minus negative.'),
  emotions: nullable(Type.Record(Type.String(), decimalText('')), 'Probability of each emotion.'),
  category: nullable(text, 'Subject area.'),
  content_intention: nullable(text, 'Intention of the author.'),
  tone_of_voice: nullable(inText, 'How it is said.'),
  narrative_structure: nullable(inText, 'Narrative structure.'),
  hook: nullable(inText, 'Opening words.'),
  cta: nullable(inText, 'Call to action.'),
  content_topics: nullable(texts, 'Topic; null if the mention was not analysed.'),
  questions: nullable(Type.Array(text), 'Questions asked in the post.'),
  mentioned_brands: nullable(Type.Array(text), 'Brands named in the post.'),
  entities: nullable(Type.Array(text), 'Named people, places and things.'),
  created_at: Type.Integer({ description: 'Time of posting, in Unix seconds.' }),
  dataset_run_at: Type.Integer({
    description: 'Time of the newest run that contained the mention, in Unix seconds.',
  }),
  datasets: named,
  collections: named,
  comments: nullable(
    Type.Array(Type.Record(Type.String(), Type.Any())),
    'Comments; null unless a run was made with num_comments_per_post > 0.',
  ),
});
