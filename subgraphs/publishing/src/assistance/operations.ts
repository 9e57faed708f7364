import { graphemeLength } from '@tributary/platforms';
import { type Static, type TSchema, Type } from 'typebox';
import { lostSpan, POINTERS, type SpanKind } from './protected-spans.ts';

/** The platform limits that a text is written for. */
export interface Place {
  readonly platform: string;
  /** Maximum length, as the platform counts it. */
  readonly length: number;
  count(text: string): number;
}

/** A phrase that the workspace's communities use more than usual. */
export interface Trend {
  readonly topic: string;
  readonly count: number;
  readonly authors: number;
}

/** Input of each operation, with limits already enforced. */
export interface Inputs {
  rewrite: { readonly text: string; readonly tone: string };
  compose: { readonly prompt: string; readonly tone: string | null; readonly place: Place | null };
  hashtags: { readonly text: string; readonly count: number };
  thread: { readonly text: string; readonly maxLength: number };
  ideas: { readonly topic: string | null; readonly count: number; readonly trends: readonly Trend[] };
  optimise: { readonly text: string; readonly place: Place | null };
}
export type Operation = keyof Inputs;

const Text = Type.String({ minLength: 1, maxLength: 20_000 });
const closed = <Members extends Record<string, TSchema>>(members: Members) =>
  Type.Object(members, { additionalProperties: false });

/** Response schema of each operation. */
export const answers = {
  rewrite: closed({ text: Text }),
  compose: closed({ text: Text }),
  hashtags: closed({ hashtags: Type.Array(Type.String({ pattern: '^#[^\\s#]{1,100}$' }), { maxItems: 30 }) }),
  thread: closed({ posts: Type.Array(Text, { minItems: 1, maxItems: 500 }) }),
  ideas: closed({ ideas: Type.Array(closed({ title: Text, body: Text }), { maxItems: 10 }) }),
  optimise: closed({
    text: Text,
    score: Type.Integer({ minimum: 0, maximum: 100 }),
    suggestions: Type.Array(Text, { maxItems: 20 }),
  }),
} as const;
export type Answers = { [Name in Operation]: Static<(typeof answers)[Name]> };

/** Checks beyond the schema: returns what is wrong with a response, or null if nothing is. */
export const broken: {
  readonly [Name in Operation]: (answer: Answers[Name], input: Inputs[Name]) => string | null;
} = {
  rewrite: ({ text }, input) => changedSpan(input.text, text),
  compose: ({ text }, { place }) => tooLong(text, place),
  hashtags: ({ hashtags }, { count }) => tooMany(hashtags, count),
  thread: ({ posts }, { text, maxLength }) =>
    posts.every((post) => graphemeLength(post) <= maxLength)
      ? changedSpan(text, posts.join('\n'))
      : `Every post must have at most ${maxLength} characters.`,
  ideas: ({ ideas }, { count }) => tooMany(ideas, count),
  // A shorter text may drop hashtags and numbers, but not addresses, handles or code.
  optimise: ({ text }, input) => tooLong(text, input.place) ?? changedSpan(input.text, text, POINTERS),
};

function changedSpan(before: string, after: string, kinds?: readonly SpanKind[]): string | null {
  const lost = lostSpan(before, after, kinds);
  return lost === null ? null : `"${lost}" must be in the answer exactly as it was written.`;
}

function tooLong(text: string, place: Place | null): string | null {
  return place && place.count(text) > place.length
    ? `The text must have at most ${place.length} characters.`
    : null;
}

function tooMany(list: readonly unknown[], count: number): string | null {
  return list.length > count ? `There must be at most ${count}.` : null;
}
