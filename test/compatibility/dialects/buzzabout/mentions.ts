import type { Failure, Operation } from '../../documented.ts';
import { collection, cursor } from './world.ts';

const DATASET = 'ds_01H...';
const UNPROCESSABLE: Failure = [422, 'unprocessable_entity'];

const DOCUMENTED_MENTION = {
  source: 'reddit',
  id: 'post_01H...',
  author: {
    avatar: null,
    title: 'u/sipdaily',
    title_url: 'https://reddit.com/u/sipdaily',
    headline: '',
    headline_url: null,
  },
  title: 'How to make perfect cold brew',
  text: 'Nobody tells you that nitro cold brew tastes...',
  url: 'https://www.reddit.com/r/coffee/comments/...',
  media: [],
  num_views: 12400,
  are_views_estimated: true,
  num_likes: 248,
  num_comments: 32,
  num_shares: 0,
  engagement_rate: '0.020',
  sentiment: { negative: '0.05', neutral: '0.15', positive: '0.80' },
  sentiment_score: '0.75',
  emotions: null,
  category: 'lifestyle',
  content_intention: 'share_experience',
  tone_of_voice: { text: 'casual' },
  narrative_structure: null,
  hook: { text: "you're missing out" },
  cta: null,
  content_topics: [{ text: 'coffee' }, { text: 'cold brew' }],
  questions: [],
  mentioned_brands: ['Stumptown'],
  entities: ['Brooklyn'],
  created_at: 1714560000,
  dataset_run_at: 1714564890,
  datasets: [{ id: DATASET, name: 'cold brew' }],
  collections: [],
  comments: null,
};

/** Every kind of filter in the document. */
const FILTERS = [
  { type: 'keyword', operator: 'is', value: 'nitro' },
  { type: 'keyword', operator: 'is_not', value: 'nitro' },
  { type: 'sentiment', values: ['positive', 'negative', 'neutral'] },
  { type: 'metric_change', metric: 'likes', operator: { type: 'greater_than', value: 10 } },
  { type: 'metric_change', metric: 'views', operator: { type: 'less_than', value: 10 } },
  { type: 'metric_change', metric: 'comments', operator: { type: 'in_range', min: 1, max: 9 } },
  { type: 'metric_change', metric: 'engagement_rate', operator: { type: 'changed_by', value: 5 } },
  { type: 'source', values: ['reddit', 'tiktok'] },
  { type: 'content_topic', operator: 'any_of', values: ['coffee'] },
  { type: 'content_intention', operator: 'any_of', values: ['share_experience'] },
  { type: 'tone_of_voice', operator: 'any_of', values: ['casual'] },
  { type: 'hook', operator: 'any_of', values: ["you're missing out"] },
  { type: 'cta', operator: 'any_of', values: ['buy'] },
  { type: 'mentioned_brands', operator: { type: 'any_of', values: ['Stumptown'] } },
  { type: 'mentioned_brands', operator: { type: 'equals', value: 'Stumptown' } },
  { type: 'mentioned_brands', operator: { type: 'contains', value: 'stump' } },
  { type: 'country_code', values: ['US', 'GB'] },
  { type: 'has_media', value: true },
  { type: 'dominant_emotion', values: ['joy'] },
];
const eleven = Array(11).fill(FILTERS[0]);

/** The only operation of the document. */
export const listMentions: Operation = {
  source: 'document',
  scope: 'mentions:read',
  examples: [
    {
      title: 'the first documented request',
      sends: { body: { dataset_ids: [DATASET], limit: 20 } },
      status: 200,
      shows: { status: 'success' },
    },
    {
      title: 'the documented mention',
      sends: { body: { filters: [[{ type: 'keyword', operator: 'is', value: 'perfect cold' }]] } },
      status: 200,
      shows: { status: 'success', data: [DOCUMENTED_MENTION], has_next: false, cursor: null },
    },
    {
      title: 'the second documented request',
      sends: {
        body: {
          dataset_ids: [DATASET],
          sources: ['reddit', 'tiktok'],
          sort: 'engagement_rate',
          order: 'desc',
          limit: 50,
          filters: [
            [
              { type: 'sentiment', values: ['positive'] },
              { type: 'has_media', value: true },
            ],
            [{ type: 'keyword', operator: 'is', value: 'nitro' }],
          ],
        },
      },
      status: 200,
      shows: { status: 'success' },
    },
    {
      title: 'the documented curl',
      sends: {
        body: {
          dataset_ids: [DATASET],
          limit: 20,
          sort: 'engagement_rate',
          order: 'desc',
          filters: [[{ type: 'sentiment', values: ['positive'] }]],
        },
      },
      status: 200,
      shows: { status: 'success' },
    },
  ],
  failures: [
    {
      title: 'a dataset that is not there',
      sends: { body: { dataset_ids: ['ds_nothing'] } },
      failure: [404, 'dataset_not_found'],
      names: 'Dataset not found',
    },
    {
      title: 'a collection that is not there',
      sends: { body: { collection_ids: ['col_nothing'] } },
      failure: [404, 'collection_not_found'],
    },
    {
      title: 'a cursor of another sort',
      sends: async (world) => ({ body: { cursor: await cursor(world), sort: 'likes' } }),
      failure: UNPROCESSABLE,
      names: 'body.cursor',
    },
    {
      title: 'the documented twelve filters',
      sends: { body: { filters: [[...eleven, FILTERS[0]]] } },
      failure: UNPROCESSABLE,
      names: '"body.filters":"Maximum 10 filters allowed, got 12"',
    },
    {
      title: 'a keyword of three words',
      sends: { body: { filters: [[{ type: 'keyword', operator: 'is', value: 'one two three' }]] } },
      failure: UNPROCESSABLE,
      names: 'body.filters.0.0.value',
    },
  ],
  values: {
    dataset_ids: [null, [DATASET]],
    order: ['desc', 'asc'],
    cursor: [null, cursor],
    collection_ids: [null, async (world) => [await collection(world)]],
    filters: [null, [], ...FILTERS.map((filter) => [[filter]]), [FILTERS.slice(0, 5), FILTERS.slice(5, 10)]],
  },
  wrong: {
    dataset_ids: [[]],
    collection_ids: [[]],
    sources: [[], ['myspace']],
    cursor: ['nonsense', ''],
    filters: [[[]], [eleven], [[{ type: 'colour' }]], [[{ type: 'has_media', value: 'yes' }]]],
  },
  exclusive: { 'sort+cursor': 'body.cursor', 'order+cursor': 'body.cursor' },
  deviates: [
    'The format of `metric_change` operators, and the percentage of `changed_by`, are ours: the document only names the operators.',
    'The cursor is signed, and longer than the one that the document shows.',
  ],
};
