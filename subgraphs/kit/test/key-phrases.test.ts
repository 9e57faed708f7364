import { describe, expect, test } from '@jest/globals';
import { keyPhrases, topicPhrases } from '@tributary/kit/text';

describe('topic phrases', () => {
  const of = (text: string) => [...topicPhrases(text)];

  test('begin and end with words that carry a topic', () => {
    expect(of('The Panama Papers are out')).toEqual(['panama', 'panama papers', 'papers']);
    expect(of('How to raise the minimum wage')).toEqual(['minimum', 'minimum wage', 'wage']);
    expect(of('Share of voice')).toContain('voice');
  });

  test.each([
    ['an address', 'see https://t.co/AbC or www.example.com/tea or example.org/x'],
    ['a handle', 'RT @united: @AmericanAir via @tea'],
    ['an e-mail address', 'write to tea@example.com'],
    ['a contraction', "I'm sure we don't, they'll, you've and can’t"],
    ['an entity', '&amp; &nbsp; &#39;'],
    ['code', '`brew install tea`'],
    ['a number or a date', '2016, 100 %, on Monday 5 June at 9 am'],
  ])('are not made of %s', (_, text) => {
    expect(of(text)).toEqual([]);
  });

  test('do not cross marks, addresses or handles', () => {
    expect(of('tea, milk')).toEqual(['tea', 'milk']);
    expect(of('tea @ada milk')).toEqual(['tea', 'milk']);
  });

  test('have the words of compound hashtags, names without ’s, and the number of a product', () => {
    expect(of('#ClimateStrike')).toContain('climate strike');
    expect(of('Apple’s iPhone 7')).toEqual(expect.arrayContaining(['apple', 'apple iphone']));
    expect(of('Windows 10 upgrade')).toContain('windows 10');
    expect(of('self-driving cars')).toContain('self driving cars');
  });

  test('end after 300 words, however long the text is', () => {
    const text = 'tea, milk. '.repeat(4_000);
    expect(of(text)).toEqual(['tea', 'milk']);
    expect(of('x'.repeat(40_000)).length).toBeLessThanOrEqual(1);
    expect(of('@'.repeat(20_000) + 'a.'.repeat(10_000)).length).toBeLessThan(10);
  });
});

describe('key phrases', () => {
  test('rank repeated and longer phrases first', () => {
    expect(keyPhrases('Solar panels on farms: how solar panels help wheat fields.')).toEqual([
      'solar panels',
      'wheat fields',
      'farms',
    ]);
  });
});
