import type { Persona } from '../../persona/persona.ts';
import type { Answers, Inputs } from '../operations.ts';
import { ownPhrases } from './own-phrases.ts';
import { capitalised, ended, inWords, sentencesOf } from './text.ts';
import { kindOf, type Tone, toneOf } from './tones.ts';

/** The text in the words of a tone, with its closing, between the persona's own opening and ending. */
export function rewrite({ text, tone: name }: Inputs['rewrite'], persona: Persona): Answers['rewrite'] {
  const said = inTone(text, toneOf([name, ...persona.tones]));
  return { text: framed(said, persona) };
}

/** A text in the words of a tone; its last sentence may get a closing clause. */
export function inTone(text: string, tone: Tone): string {
  const parts = sentencesOf(text.trim());
  const last = parts.length - 1;
  const said = parts.map((part, index) => {
    const space = /\s*$/.exec(part)![0];
    const changed = inWords(part.trimEnd(), (words) => worded(words, tone));
    const closing = index === last ? tone.closings[kindOf(part)] : undefined;
    return capitalised(ended(closing ? closed(changed, closing) : changed)) + space;
  });
  const whole = said.join('').trim();
  return tone.mark ? whole.replace(/\.$/, tone.mark) : whole;
}

function worded(words: string, tone: Tone): string {
  return tone.words.reduce((done, [word, by]) => done.replace(word, by), words);
}

/** Clauses go before the end of a sentence; after a question, a link or a hashtag they are a sentence of their own. */
function closed(sentence: string, closing: string): string {
  if (/[?…]$/.test(sentence) || /(https?:\/\/|[@#])\S+$/.test(sentence))
    return `${ended(sentence)} ${capitalised(closing)}`;
  return `${sentence.replace(/[.!\s]+$/, '')}, ${closing}`;
}

/** Between the persona's own opening and ending, where the text has them not already. */
export function framed(text: string, persona: Persona): string {
  const { opening, closing } = ownPhrases(persona);
  return [opening, text, closing]
    .filter((part) => part !== null && (part === text || !text.includes(part)))
    .join(' ');
}
