import { describe, expect, test } from '@jest/globals';
import { LONGEST_QUERY, parseQuery } from '../src/query/parser.ts';
import { printQuery } from '../src/query/print.ts';
import { type PromptBrand, promptQuery } from '../src/query/prompt.ts';

const BRANDS: readonly PromptBrand[] = [
  { names: ['Blue Bottle', 'Blue Bottle Coffee'] },
  { names: ['Stumptown'] },
  { names: ['C++ Builder'] },
];

/** Returns the canonical query of a prompt. */
function queryOf(prompt: string): string {
  const { query, error } = promptQuery(prompt, BRANDS);
  if (error) throw new Error(error.message);
  return printQuery(query);
}

describe('a prompt', () => {
  test.each([
    ['cold brew coffee', 'cold brew coffee'],
    ['What do people think about cold brew?', 'cold brew'],
    ['Show me posts on nitro, please!', 'nitro'],
    ['"cold brew" recipes', '"cold brew" recipes'],
    ['“cold brew” and “oat milk”', '"cold brew" "oat milk"'],
    ["What's the best grinder (under $100)?", 'best grinder 100'],
    ['node.js vs .NET vs C++', 'node.js vs .NET C++'],
    ['Cold cold COLD brew', 'Cold brew'],
    ['コーヒー ☕', 'コーヒー ☕'],
    ['Ist Filterkaffee gesund?', 'Ist Filterkaffee gesund'],
    ["Apple’s laptops and the grinder's price", 'Apple laptops grinder price'],
  ])('%s asks for %s', (prompt, query) => {
    expect(queryOf(prompt)).toBe(query);
  });

  test.each([
    ['Is Stumptown any good?', 'Stumptown good'],
    ['blue  bottle cold brew', '("Blue Bottle" OR "Blue Bottle Coffee") cold brew'],
    ['Stumptown or Blue Bottle Coffee', '("Blue Bottle" OR "Blue Bottle Coffee") Stumptown'],
    ['a C++ Builder licence', '"C++ Builder" licence'],
    ['stumptowners', 'stumptowners'],
    [`What do people think about Stumptown's "cold brew"?`, '"cold brew" Stumptown'],
    ['"Stumptown" beans', 'Stumptown beans'],
  ])('%s names brands, by any of their names: %s', (prompt, query) => {
    expect(queryOf(prompt)).toBe(query);
  });

  test.each([
    ['cold OR iced', 'cold OR iced'],
    ['coffee -decaf', 'coffee -decaf'],
    ['coffee NEAR/3 grinder', 'coffee NEAR/3 grinder'],
    ['about lang:en', 'about lang:en'],
    ['`Nitro` can', '`Nitro` can'],
    ['invoic*', 'invoic*'],
  ])('%s is in the query language, where every word counts', (prompt, query) => {
    expect(queryOf(prompt)).toBe(query);
  });

  test.each(['cold OR', 'coffee "ope', 'type:posts coffee', '-decaf', 'a NEAR/3'])(
    '%s has the error of the query language',
    (prompt) => {
      const { error } = promptQuery(prompt, BRANDS);
      expect(error).not.toBeNull();
      expect(error).toEqual(parseQuery(prompt).error);
    },
  );

  test('of fillers only is a phrase', () => {
    expect(queryOf('The Who')).toBe('"The Who"');
    expect(queryOf('it')).toBe('it');
  });

  test.each(['', '   ', '?!'])('"%s" has nothing to find', (prompt) => {
    expect(promptQuery(prompt).error).toMatchObject({
      message: expect.any(String),
      position: expect.any(Number),
    });
  });

  test('longer than a query may be is refused, not cut', () => {
    const long = Array.from({ length: 200 }, (_, at) => `word${at}`).join(' ');
    expect(long.length).toBeGreaterThan(LONGEST_QUERY);
    expect(promptQuery(long).error).not.toBeNull();
    const many = Array.from({ length: 60 }, (_, at) => `w${at}`).join(' ');
    expect(promptQuery(many).error?.message).toContain('50');
  });

  test('gives a query that prints and parses to itself', () => {
    for (const prompt of ['What about near/5 things', 'and or not', 'title or text', 'a:b c', '(((tea']) {
      const printed = queryOf(prompt);
      expect(printQuery(parseQuery(printed).query!)).toBe(printed);
    }
  });
});
