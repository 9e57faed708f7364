/** Maximum length of a summary, in characters. */
const LONGEST = 280;
const SENTENCE = new Intl.Segmenter('en', { granularity: 'sentence' });
const WORD = /[\p{L}\p{N}\p{M}]{3,}/gu;

/**
 * Summarises a thread with its most representative sentences: those whose words are most frequent
 * in the thread, in original order, up to 280 characters. Null for a thread without words.
 */
export function summarise(contents: readonly string[]): string | null {
  const sentences = contents.flatMap((content) =>
    [
      ...SENTENCE.segment(
        content
          .replace(/https?:\/\/\S+/g, ' ')
          .replace(/\s+/g, ' ')
          .trim(),
      ),
    ]
      .map(({ segment }) => segment.trim())
      .filter((sentence) => /\p{L}/u.test(sentence)),
  );
  const counts = new Map<string, number>();
  for (const word of sentences.flatMap(wordsOf)) counts.set(word, (counts.get(word) ?? 0) + 1);
  const ranked = sentences
    .map((sentence, index) => ({ sentence, index, weight: weightOf(sentence, counts) }))
    .sort((one, other) => other.weight - one.weight || one.index - other.index);
  const chosen: typeof ranked = [];
  let length = 0;
  for (const candidate of ranked) {
    const longer = length + candidate.sentence.length + (length === 0 ? 0 : 1);
    if (longer > LONGEST) continue;
    chosen.push(candidate);
    length = longer;
  }
  if (chosen.length === 0) return ranked[0] ? `${ranked[0].sentence.slice(0, LONGEST - 1).trimEnd()}…` : null;
  chosen.sort((one, other) => one.index - other.index);
  return chosen.map(({ sentence }) => sentence).join(' ');
}

/** Returns the mean frequency of a sentence's words, so that long sentences gain no advantage. */
function weightOf(sentence: string, counts: ReadonlyMap<string, number>): number {
  const words = wordsOf(sentence);
  return words.reduce((sum, word) => sum + counts.get(word)!, 0) / Math.max(words.length, 3);
}

function wordsOf(sentence: string): string[] {
  return sentence.toLowerCase().match(WORD) ?? [];
}
