import { describe, expect, test } from '@jest/globals';
import { completions, parseQuery } from '../src/index.ts';

/** Returns the query after choosing the first completion at `|`. */
function completed(marked: string): string | null {
  const cursor = marked.indexOf('|');
  const query = marked.replace('|', '');
  const [first] = completions(query, cursor);
  return first ? query.slice(0, first.start) + first.text + query.slice(first.end) : null;
}

describe('completions', () => {
  test.each([
    ['apple com|', 'apple community:'],
    ['apple -sour|', 'apple -source:'],
    ['(ti|', '(title:'],
    ['so|rce:x', 'source:x'],
    ['type:c|', 'type:comment'],
    ['type:|', 'type:post'],
    ['has:m| apple', 'has:media apple'],
    ['source:red|', 'source:reddit'],
    ['apple O|', 'apple OR '],
    ['apple N|', 'apple NOT '],
  ])('%s becomes %s', (marked, expected) => {
    expect(completed(marked)).toBe(expected);
  });

  test.each(['"so|', '`so|', 'foo:a|', 'author:a|', 'zzz|'])('there are none at %s', (marked) => {
    expect(completed(marked)).toBeNull();
  });

  test('describe every field at the start of a word, and every value is valid', () => {
    const fields = completions('', 0);
    expect(fields.map(({ text }) => text)).toContain('min_score:');
    for (const { text, about } of fields) {
      expect(about).not.toBe('');
      for (const value of completions(text, text.length))
        expect(parseQuery(`a ${text}${value.text}`).error).toBeNull();
    }
  });
});
