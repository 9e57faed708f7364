import type { Persona } from '../../persona/persona.ts';
import type { Answers, Inputs, Place } from '../operations.ts';
import { hashtags } from './hashtags.ts';
import { framed, inTone } from './rewrite.ts';
import { capitalised, cut, ended, sentencesOf } from './text.ts';
import { toneOf } from './tones.ts';

const TAGS = 2;
/** What asks for a post, and is no part of it. */
const ASKING =
  /^\s*(please\s+)?(can you\s+|could you\s+)?(write|create|draft|compose|make|generate|prepare)\b(\s+(me|us))?(\s+(a|an|the|some|one))?(\s+[\p{L}-]+){0,2}?\s+(posts?|tweets?|threads?|updates?|messages?|captions?|announcements?)\b(\s+(about|on|for|that says|saying|announcing|regarding|to announce))?:?\s*/iu;
const VERB =
  /\b(is|are|was|were|has|have|had|will|can|opens?|opened|starts?|started|launch(es|ed)?|arriv(es|ed)|goes|went|announc(es|ed)|ships?|shipped|offers?|gets?|got|makes?|made|released?|we|join|try|buy|read|watch|visit|discover)\b/i;

/** A post about what the prompt says: brought up in the tone, in the persona's frame, with hashtags where they fit. */
export function compose(
  { prompt, tone: name, place }: Inputs['compose'],
  persona: Persona,
): Answers['compose'] {
  const tone = toneOf(name === null ? persona.tones : [name, ...persona.tones]);
  const subject = prompt.replace(ASKING, '').trim() || prompt.trim();
  const said = isSentence(subject)
    ? inTone(subject, tone)
    : capitalised(ended(tone.lead.replace('*', () => subject.replace(/[.!\s]+$/, ''))));
  const tags = hashtags({ text: subject, count: TAGS }, persona).hashtags.filter(
    (tag) => !said.toLowerCase().includes(tag.toLowerCase()),
  );
  const whole = framed(said, persona);
  const best = [[whole, tags.join(' ')].filter(Boolean).join('\n\n'), whole, said].find((text) =>
    fits(text, place),
  );
  return { text: best ?? cut(said, place!.length, (text) => place!.count(text)) };
}

function isSentence(text: string): boolean {
  return sentencesOf(text).length > 1 || VERB.test(text);
}

function fits(text: string, place: Place | null): boolean {
  return !place || place.count(text) <= place.length;
}
