import { invalidInput } from '@tributary/kit';
import type { Persona } from '../../persona/persona.ts';
import type { Answers, Inputs, Trend } from '../operations.ts';
import { keyPhrases } from './phrases.ts';
import { inTone } from './rewrite.ts';
import { capitalised } from './text.ts';
import { toneOf } from './tones.ts';

/** What an idea is made of. */
interface Matter {
  readonly subject: string;
  readonly trend: Trend | null;
  /** Another thing that the workspace writes about. */
  readonly beside: string | null;
}
type Angle = (matter: Matter) => { title: string; body: string };

const ANGLES: readonly Angle[] = [
  ({ subject, trend }) => ({
    title: `Why everyone talks about ${subject}`,
    body: trend
      ? `${trend.authors} people wrote ${trend.count} posts about ${subject} within an hour. Here is what we make of it.`
      : `We hear more and more about ${subject}. Here is what we make of it.`,
  }),
  ({ subject }) => ({
    title: `Three mistakes with ${subject}`,
    body: `We have seen ${subject} go wrong in three ways. Which one have you met?`,
  }),
  ({ subject, beside }) => ({
    title: beside ? `${subject} meets ${beside}` : `${subject}, behind the scenes`,
    body: beside
      ? `What ${subject} changes for ${beside}, from our own work.`
      : `How we work on ${subject}, step by step.`,
  }),
  ({ subject }) => ({
    title: `A question about ${subject}`,
    body: `What is the one thing about ${subject} that you would want to know first?`,
  }),
  ({ subject }) => ({
    title: `${subject} in one minute`,
    body: `${capitalised(subject)}, explained so that a newcomer can follow: what it is, whom it helps, where to begin.`,
  }),
  ({ subject, beside }) => ({
    title: `What we got wrong about ${subject}`,
    body: beside
      ? `A year ago we saw ${subject} only as a part of ${beside}. What we have learned since.`
      : `What we believed about ${subject} a year ago, and what we have learned since.`,
  }),
  ({ subject, trend }) => ({
    title: `${subject}: the numbers`,
    body: trend
      ? `${trend.count} posts in an hour say that ${subject} matters. Our own figures beside them.`
      : `The three figures about ${subject} that we look at every week, and why.`,
  }),
  ({ subject }) => ({
    title: `Myth and fact: ${subject}`,
    body: `One thing that is often said about ${subject}, and what we see instead.`,
  }),
  ({ subject }) => ({
    title: `A story of ${subject}`,
    body: `How ${subject} helped one of our customers: before, after, and the step between.`,
  }),
  ({ subject }) => ({
    title: `Our checklist for ${subject}`,
    body: `Five things to look at before you begin with ${subject}. Which would you add?`,
  }),
];

/**
 * Ideas about the topic, or about what trends, and then what the persona writes about. Each subject begins at an angle of
 * its own, and no two ideas of an answer have both the same.
 */
export function ideas({ topic, count, trends }: Inputs['ideas'], persona: Persona): Answers['ideas'] {
  const own =
    persona.topics.length > 0 ? persona.topics : keyPhrases(persona.examples.join('\n')).slice(0, 5);
  const subjects = topic === null ? unique([...trends.map((trend) => trend.topic), ...own]) : [topic.trim()];
  if (subjects.length === 0)
    throw invalidInput('topic', 'Nothing trends, and the persona has no topics: `topic` is needed.');
  const tone = toneOf(persona.tones);
  const made = Array.from({ length: count }, (_, index) => {
    const subject = subjects[index % subjects.length]!;
    const angle = ANGLES[(startOf(subject) + Math.floor(index / subjects.length)) % ANGLES.length]!;
    const trend = trends.find((each) => each.topic.toLowerCase() === subject.toLowerCase()) ?? null;
    const beside = own.find((each) => each.toLowerCase() !== subject.toLowerCase()) ?? null;
    const { title, body } = angle({ subject, trend, beside });
    return { title: capitalised(title), body: inTone(body, { ...tone, closings: {} }) };
  });
  return { ideas: made };
}

/** The angle that a subject begins at: always the same one, and different ones for different subjects. */
function startOf(subject: string): number {
  let sum = 0;
  for (const character of subject.toLowerCase()) sum = (sum * 31 + character.codePointAt(0)!) % 9_973;
  return sum % ANGLES.length;
}

function unique(texts: readonly string[]): string[] {
  return [...new Map(texts.map((text) => [text.toLowerCase(), text])).values()];
}
