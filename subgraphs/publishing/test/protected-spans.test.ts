import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { weightedLength } from '../../platforms/src/x/length.ts';
import { embeddedEngine, type Place, spansOf } from '../src/assistance/index.ts';
import { broken } from '../src/assistance/operations.ts';
import { NOBODY } from '../src/persona/persona.ts';

const { signal } = new AbortController();
const X: Place = { platform: 'x', length: 280, count: weightedLength };

const slug = fc.stringMatching(/^[A-Za-z0-9]{1,10}$/);
const token = fc.stringMatching(/^[A-Za-z0-9_-]{1,14}[A-Za-z0-9]$/);
const address = fc
  .record({
    scheme: fc.constantFrom('https://', 'http://', 'ftp://', ''),
    host: fc.constantFrom('example.com', 'www.youtube.com', 'sub.example.co.uk', 'münchen.example.de'),
    path: fc.array(slug, { maxLength: 3 }),
    query: fc.option(fc.tuple(slug, token)),
    fragment: fc.option(slug),
  })
  .map(
    ({ scheme, host, path, query, fragment }) =>
      `${scheme}${host}/${path.join('/')}${query ? `?v=${query[1]}&now=${query[0]}` : ''}${fragment ? `#${fragment}` : ''}`,
  );
const special = fc.oneof(
  address,
  slug.map((name) => `${name}@example.org`),
  slug.map((name) => `@buy_${name}`),
  slug.map((name) => `@${name}@now.example`),
  slug.map((name) => `#now${name}`),
  fc.constantFrom('$AAPL', '#CAN', '@can.not', '#GroßeFreude'),
  token.map((code) => `\`buy ${code} now!!\``),
  token.map((code) => `\`\`\`\nbuy("${code}");  // cannot\n\`\`\``),
  slug.map((name) => `in_${name}_order()`),
  fc.constantFrom('--very-verbose', '/etc/now/buy', 'v=dQw4w9WgXcQ', 'watch?v=dQw4w9WgXcQ'),
  fc.integer({ min: -1_000_000, max: 1_000_000 }).map(String),
  fc.double({ min: 0, max: 10_000, noNaN: true }).map((value) => `$${value.toFixed(2)}`),
  fc.constantFrom(
    '1,234.50 €',
    '3pm',
    '50%',
    '16:30',
    '2026-11-28',
    '10 000',
    '+49',
    '½',
    '5️⃣',
    '100°C',
    '3×4',
  ),
);
/** Words that the rules look for, so that there is something to change around the spans. */
const words = fc.constantFrom(
  'buy',
  'now',
  'we are',
  'cannot',
  "can't",
  'very good',
  'in order to',
  'REALLY LOUD WORDS HERE',
  'do not',
  'stop!!!',
  'Join us.',
  'is it?',
  'due to the fact that',
  'gonna',
  'please',
  'Sentence one. Sentence two.',
  'läuft',
  '日本語',
);
const mixed = fc
  .array(
    fc.oneof(
      { weight: 2, arbitrary: words.map((text) => ({ text, special: false })) },
      { weight: 1, arbitrary: special.map((text) => ({ text, special: true })) },
    ),
    { minLength: 1, maxLength: 40 },
  )
  .map((parts) => ({
    text: parts.map(({ text }) => text).join(' '),
    specials: parts.filter((part) => part.special).map(({ text }) => text),
  }));

/** Fails unless every special is in a text as it was generated, in the same order. */
function expectInOrder(specials: readonly string[], text: string): void {
  let from = 0;
  for (const each of specials) {
    const at = text.indexOf(each, from);
    expect([each, at]).not.toEqual([each, -1]);
    from = at + each.length;
  }
}

/** Texts of the protected spans, in order. */
const protectedIn = (text: string) => spansOf(text).map((span) => span.text);

describe('every embedded transformation leaves URLs, handles, hashtags, code and numbers unchanged', () => {
  test.each(['friendly', 'professional', 'casual', 'concise', 'warm', 'formal', 'relaxed', 'short'])(
    'rewriting in the tone %s',
    (tone) =>
      fc.assert(
        fc.asyncProperty(mixed, async ({ text, specials }) => {
          if (embeddedEngine.refusal('rewrite', { text, tone })) return;
          const answer = await embeddedEngine.run('rewrite', { text, tone }, NOBODY, signal);
          expectInOrder(specials, answer.text);
          expect(protectedIn(answer.text)).toEqual(protectedIn(text));
        }),
        { numRuns: 300 },
      ),
  );

  test('optimising', () =>
    fc.assert(
      fc.asyncProperty(mixed, async ({ text, specials }) => {
        const answer = await embeddedEngine.run('optimise', { text, place: null }, NOBODY, signal);
        expectInOrder(specials, answer.text);
        const before = protectedIn(text);
        // Hashtags may be added after the text; nothing before them changes.
        expect(protectedIn(answer.text).slice(0, before.length)).toEqual(before);
      }),
      { numRuns: 300 },
    ));

  test('optimising for a platform with a limit keeps each span whole and in order, or drops it', () =>
    fc.assert(
      fc.asyncProperty(mixed, async ({ text }) => {
        const answer = await embeddedEngine.run(
          'optimise',
          { text: `${text} ${text}`, place: X },
          NOBODY,
          signal,
        );
        const before = protectedIn(`${text} ${text}`);
        const bare = answer.text.replace(/…$/, '').replace(/\n\n#[^\n]*$/, '');
        // Addresses, handles and code from the removed part follow the ellipsis.
        let next = 0;
        for (const span of protectedIn(bare)) {
          expect(before.slice(next)).toContain(span);
          next = before.indexOf(span, next) + 1;
        }
      }),
      { numRuns: 300 },
    ));

  test('splitting into a thread', () =>
    fc.assert(
      fc.asyncProperty(mixed, fc.integer({ min: 140, max: 300 }), async ({ text, specials }, maxLength) => {
        const { posts } = await embeddedEngine.run('thread', { text, maxLength }, NOBODY, signal);
        const bare = posts.map((post) => (posts.length === 1 ? post : post.slice(0, post.lastIndexOf(' ('))));
        expectInOrder(specials, bare.join('\n'));
        expect(bare.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
      { numRuns: 300 },
    ));

  test('suggesting hashtags returns those of the text first, unchanged, and none from inside another span', () =>
    fc.assert(
      fc.asyncProperty(mixed, async ({ text }) => {
        const { hashtags } = await embeddedEngine.run('hashtags', { text, count: 30 }, NOBODY, signal);
        const own = spansOf(text).filter(({ kind, text: tag }) => kind === 'hashtag' && tag.startsWith('#'));
        const first = new Map(
          own.map(({ text: tag }) => [tag.toLowerCase(), tag]).reverse() as [string, string][],
        );
        for (const tag of hashtags.slice(0, first.size)) expect(first.get(tag.toLowerCase())).toBe(tag);
        for (const tag of hashtags) expect(tag).not.toMatch(/dqw4w9wgxcq|example/i);
      }),
      { numRuns: 300 },
    ));
});

describe('spans', () => {
  test.each<[text: string, spans: string[]]>([
    ['See https://youtube.com/watch?v=dQw4w9WgXcQ. Then rest', ['https://youtube.com/watch?v=dQw4w9WgXcQ']],
    ['(https://en.wikipedia.org/wiki/Foo_(bar))', ['https://en.wikipedia.org/wiki/Foo_(bar)']],
    ['watch?v=dQw4w9WgXcQ', ['watch?v=dQw4w9WgXcQ']],
    [
      'mail jane@example.com, @a@b.social or @jane.bsky.social!',
      ['jane@example.com', '@a@b.social', '@jane.bsky.social'],
    ],
    ['it costs $1,234.50 or 10 000 €, -5 % off', ['$1,234.50', '10 000', '-5 %']],
    ['run `a b` and foo_bar() with --now', ['`a b`', 'foo_bar()', '--now']],
    ['iPhone, GitHub and B2B', ['iPhone', 'GitHub', 'B2B']],
    ['plain words, well-known and/or new.', []],
  ])('%s', (text, spans) => {
    expect(protectedIn(text)).toEqual(spans);
  });

  test('of long texts without white space are found in linear time', () => {
    for (const unit of [
      'a',
      'a.',
      '1',
      '`',
      'aB',
      '/',
      'a@',
      '_',
      'a_',
      '~~~',
      '-a',
      '(',
      'https://',
      '#',
      '1,',
    ]) {
      const spans = spansOf(unit.repeat(10_000 / unit.length));
      expect(spans.reduce((sum, { text }) => sum + text.length, 0)).toBeLessThanOrEqual(10_000);
    }
  });

  test('private-use characters of the text itself are unchanged', async () => {
    const text = '\u{f0000} We ask in order to \u{f0001}know \ue000.';
    const { text: done } = await embeddedEngine.run('rewrite', { text, tone: 'concise' }, NOBODY, signal);
    expect(done).toBe('\u{f0000} We ask to \u{f0001}know \ue000.');
  });
});

test('a span that is too long for a post of a thread is refused with its length', async () => {
  const text = `Look: https://example.com/${'a'.repeat(300)} and more.`;
  await expect(embeddedEngine.run('thread', { text, maxLength: 280 }, NOBODY, signal)).rejects.toMatchObject({
    code: 'INVALID_INPUT',
    details: { field: 'text' },
    message: expect.stringContaining('must not be cut'),
  });
});

describe('a response of a model', () => {
  test.each<[before: string, after: string]>([
    ['See watch?v=dQw4w9WgXcQ', 'See watch?V=dQw4w9WgXcQ'],
    ['Mail jane@example.com', 'Mail Jane@example.com'],
    ['From 3pm, 10 seats', 'From 3pm, ten seats'],
    ['Run `npm ci` #Now', 'Run npm ci #Now'],
    ['#Now or never', '#now or never'],
  ])('is refused when it changes %s to %s', (text, changed) => {
    expect(broken.rewrite({ text: changed }, { text, tone: 'dry' })).toContain('exactly as it was written');
    expect(broken.thread({ posts: [changed] }, { text, maxLength: 280 })).toContain('exactly');
    expect(broken.rewrite({ text: `Well. ${text}` }, { text, tone: 'dry' })).toBeNull();
  });
});
