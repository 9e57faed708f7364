import { describe, expect, test } from '@jest/globals';
import { ANALYSIS_VERSION } from '../../src/community/scoring/index.ts';
import { analyse, hn, post } from './support.ts';

describe('brands', () => {
  const awkward = post('Which of these is better', 'We use hootsuite now, and C++Builder (Pro)*.');

  test('a listed brand is found in any case and reported as the list spells it', () => {
    expect(analyse(awkward, ['Hootsuite']).competitor).toBe('Hootsuite');
  });

  test('a brand is found as a whole word only', () => {
    expect(analyse(post('Thoughts about slackline parks'), ['Slack']).competitor).toBeNull();
    expect(analyse(post('Überall hilft Überallo'), ['Überall']).competitor).toBe('Überall');
  });

  test('a brand with characters of a regular expression is matched literally', () => {
    expect(analyse(post('About C++Builder (Pro)* today'), ['C++Builder (Pro)*']).competitor).toBe(
      'C++Builder (Pro)*',
    );
    expect(analyse(post('aaaa'), ['a+', '.*', '(']).competitor).toBeNull();
  });

  test('of two brands the first is reported, and of two at the same place the longer', () => {
    expect(
      analyse(post('Google Analytics beside Fathom'), ['Fathom', 'Google', 'Google Analytics']).competitor,
    ).toBe('Google Analytics');
  });

  test('the product to be replaced takes precedence over a brand that is merely named', () => {
    const moving = post('Buffer looks nice', 'We are moving away from Hootsuite.');
    expect(analyse(moving, ['Buffer']).competitor).toBe('Hootsuite');
  });
});

describe('the explanation of an analysis', () => {
  test('the reason names each rule with the words that matched it', () => {
    const { reason, signals } = analyse(
      post('Need a CRM by Friday', 'Under $50 a month, instead of Salesforce.'),
    );
    expect(signals.length).toBeGreaterThanOrEqual(4);
    for (const { name, evidence } of signals) expect(reason).toContain(`${name} ("${evidence}")`);
  });

  test('the reason names what lowered the score', () => {
    expect(analyse(hn('Show HN: A tiny editor')).reason).toContain('self_promotion ("Show HN")');
  });

  test('the reason says if no rule matched', () => {
    expect(analyse(post('Sunset over the harbour')).reason).toMatch(/^No rule fired/);
  });

  test('the suggested play names the competitor', () => {
    expect(analyse(post('Any alternative to Hootsuite?')).suggestedPlay).toContain('Hootsuite');
  });

  test('contains the engine and its version', () => {
    expect(analyse(post('x'))).toMatchObject({ engine: 'rules', version: ANALYSIS_VERSION });
  });

  test('votes and comments raise the score of a request by at most half a point, and of nothing else', () => {
    const quiet = post('Can anyone recommend a CRM tool?');
    const loud = { ...quiet, points: 1e9, comments: 1e9 };
    expect(analyse(loud).score - analyse(quiet).score).toBeCloseTo(0.5);
    expect(analyse({ ...hn('Moon probe lands'), points: 5000, comments: 900 }).score).toBe(1);
    expect(analyse({ ...quiet, points: -5, comments: Number.NaN }).score).toBe(analyse(quiet).score);
  });
});

describe('the language of a post', () => {
  const german = post(
    'Kennt jemand eine gute Buchhaltungssoftware?',
    'Wir suchen eine Alternative zu Hootsuite, die auch Rechnungen schreiben kann.',
  );

  test('is part of the analysis', () => {
    expect(analyse(post('Can anyone recommend a good uptime monitor?')).language).toBe('en');
    expect(analyse(german).language).toBe('de');
    expect(analyse(post('ok')).language).toBeNull();
  });

  test('other than English is not judged, except for brands', () => {
    const { intent, score, signals, reason, competitor } = analyse(german, ['Hootsuite']);
    expect({ intent, score, signals, competitor }).toEqual({
      intent: null,
      score: 1,
      signals: [],
      competitor: 'Hootsuite',
    });
    expect(reason).toBe('Not judged: the post is in German, and the rules read English only.');
  });

  test('of a comment is that of its body, not of the title of its thread', () => {
    const comment = post('Can anyone recommend a good uptime monitor?', german.body, 'reddit', 'c');
    expect(analyse(comment).language).toBe('de');
  });
});
