import { wordsOf } from '@tributary/kit/text';
import { spansOf } from '../protected-spans.ts';

const LONGEST = 3;
/** Stop words: function words, and verbs that mostly address the reader. */
const STOP = new Set(
  `a about above after again against all also am an and any are as at be because been before being below between both but
  by can could did do does doing don down during each even every few for from further get gets getting go goes going got
  had has have having he her here hers him his how i if in into is it its just let like ll made make makes many may me
  might more most much must my new no nor not now of off on once one only or other our ours out over own really s same
  she should so some such t than that the their theirs them then there these they this those through to today too under
  until up us use very want was way we were what when where which while who why will with would yes yet you your yours
  re ve d m isn aren wasn doesn didn won http https www com thing things please thanks help helps need needs want wants
  buy come discover invite join learn read see subscribe tell try visit`.split(/\s+/),
);

/**
 * Extracts key phrases, heaviest first: runs of up to three words between stop words. A word weighs
 * its degree divided by its frequency, as in RAKE; a phrase weighs the sum of its words times its
 * occurrences. Addresses, handles, hashtags, code and numbers end a phrase and are never part of
 * one.
 */
export function keyPhrases(text: string): string[] {
  const phrases = withoutSpans(text)
    .split(/[.,;:!?()[\]{}"“”\n\r—–|/]+/u)
    .flatMap((clause) => runsOf(wordsOf(clause)));
  const frequency = new Map<string, number>();
  const degree = new Map<string, number>();
  for (const phrase of phrases)
    for (const word of phrase) {
      frequency.set(word, (frequency.get(word) ?? 0) + 1);
      degree.set(word, (degree.get(word) ?? 0) + phrase.length);
    }
  const weights = new Map<string, number>();
  for (const phrase of phrases) {
    const weight = phrase.reduce((sum, word) => sum + degree.get(word)! / frequency.get(word)!, 0);
    const name = phrase.join(' ');
    weights.set(name, (weights.get(name) ?? 0) + weight);
  }
  // Stable sort: among equal weights, the first in the text wins.
  return [...weights].sort(([, one], [, other]) => other - one).map(([phrase]) => phrase);
}

/** Replaces every protected span but names by a clause break. */
function withoutSpans(text: string): string {
  let rest = '';
  let from = 0;
  for (const { kind, start, end } of spansOf(text)) {
    if (kind === 'name') continue;
    rest += `${text.slice(from, start)}. `;
    from = end;
  }
  return rest + text.slice(from);
}

function runsOf(words: readonly string[]): string[][] {
  const runs: string[][] = [];
  let run: string[] = [];
  const close = () => {
    if (run.length > 0) runs.push(run);
    run = [];
  };
  for (const word of words) {
    if (STOP.has(word) || word.length < 2 || /^\d+$/.test(word)) close();
    else run.push(word);
    if (run.length === LONGEST) close();
  }
  close();
  return runs;
}
