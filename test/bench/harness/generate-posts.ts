/** Community posts made by counting: the same ones in every run. */

/** A row as an import file has it. */
export interface GeneratedPost {
  external_id: string;
  url: string;
  title: string;
  body: string;
  link: string | null;
  author: string;
  kind: 'p' | 'c';
  posted_at: Date;
  subreddit: string;
  points: number;
  comment_count: number;
}

/** A phrase that one post in {@link EVERY} has: few enough that finding them is not what is measured. */
export const KEYWORD = 'community monitoring';
const EVERY = 250;

const OPENINGS = [
  'Looking for a tool that',
  'Is there an alternative to Brandwatch that',
  'We are fed up with software that never',
  'How do you find something that',
  'Show HN: I built a small service that',
  'Our team of 12 needs a product that',
];
const NEEDS = [
  'tracks mentions across forums and chats',
  'schedules posts to many networks',
  'summarises long discussions every morning',
  'tells us which creators are worth talking to',
  'keeps the history of prices and reviews',
];
const DETAILS = [
  'Budget is about $200 a month and we have to decide by Friday.',
  'It should integrate with Slack and export CSV.',
  'The one we use now got too expensive after the last price change.',
  'Self-hosting would be nice to have, but is no deal-breaker.',
  'I have read the comparisons, and none of them says anything about limits.',
  'Happy to share what we have tried so far in the comments.',
  'There are three of us, and nobody wants to maintain another script.',
];
const FORUMS = ['SaaS', 'startups', 'marketing', 'selfhosted', 'Entrepreneur'];
const NEWEST = Date.parse('2026-06-01T00:00:00Z');
const MINUTE = 60_000;

/** Posts from the newest on, one every seven minutes. */
export function* generatePosts(count: number): Generator<GeneratedPost> {
  for (let index = 0; index < count; index++) yield generatePost(index);
}

function generatePost(index: number): GeneratedPost {
  const id = `p${index.toString(36)}`;
  const forum = pick(FORUMS, index);
  return {
    external_id: id,
    url: `https://forum.example/r/${forum}/comments/${id}`,
    title: `${pick(OPENINGS, index)} ${pick(NEEDS, index >> 1)}`,
    body: bodyOf(index),
    link: index % 7 === 0 ? `https://product.example/${id}` : null,
    author: `author_${index % 997}`,
    kind: index % 4 === 3 ? 'c' : 'p',
    posted_at: new Date(NEWEST - index * 7 * MINUTE),
    subreddit: forum,
    points: (index * 31) % 900,
    comment_count: (index * 17) % 140,
  };
}

/** Three to six sentences of some 60 characters, each post with words of its own. */
function bodyOf(index: number): string {
  const sentences = Array.from({ length: 3 + (index % 4) }, (_, at) =>
    pick(DETAILS, index + at * (1 + (index % 3))),
  );
  if (index % EVERY === 0) sentences.push(`In short: ${KEYWORD} for a small company.`);
  return `${sentences.join(' ')} Case ${index}, plan ${index % 89}.`;
}

function pick<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length]!;
}
