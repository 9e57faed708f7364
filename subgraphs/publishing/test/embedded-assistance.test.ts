import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { graphemeLength } from '../../platforms/src/publish/lengths.ts';
import { weightedLength } from '../../platforms/src/x/length.ts';
import { derivePersona } from '../src/assistance/derive-persona.ts';
import { embeddedEngine, factsOf, type Inputs, type Operation, type Place } from '../src/assistance/index.ts';
import { answers, broken } from '../src/assistance/operations.ts';
import { applyChange, NOBODY, type Persona } from '../src/persona/persona.ts';

const { signal } = new AbortController();
const run = <Name extends Operation>(operation: Name, input: Inputs[Name], persona: Persona = NOBODY) =>
  embeddedEngine.run(operation, input, persona, signal);
const persona = (change: Partial<Persona>): Persona => ({ ...NOBODY, ...change });

const words = fc.stringMatching(/^[a-z]{3,12}$/);
const phrase = fc.array(words, { minLength: 2, maxLength: 4 }).map((each) => each.join(' '));
const anyText = fc
  .array(fc.oneof(fc.lorem({ maxCount: 12 }), fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((parts) => parts.join(' '))
  .filter((text) => text.trim() !== '');
const X: Place = { platform: 'x', length: 280, count: weightedLength };

describe('rewriting by rules', () => {
  const rewritten = async (text: string, tone: string) => (await run('rewrite', { text, tone })).text;

  test('returns the documented sentence for the documented text and tone', async () => {
    expect(await rewritten('buy now', 'friendly')).toBe('Grab yours today, we would love to have you.');
  });

  test.each<[tone: string, text: string, done: string]>([
    ['friendly', 'buy our honey now', 'Grab our honey today, we would love to have you.'],
    [
      'friendly',
      'Buy now at https://a.example/buy?now=1',
      'Grab yours today at https://a.example/buy?now=1 We would love to have you.',
    ],
    [
      'concise',
      'We are happy to announce that it really works in order to save time.',
      'It works to save time.',
    ],
    ['concise', 'It is not very good, and actually late.', 'It is not very good, and late.'],
  ])('in the tone %s makes of "%s" "%s"', async (tone, text, done) => {
    expect(await rewritten(text, tone)).toBe(done);
  });

  test.each<[reason: string, tone: string, text: string]>([
    ['a tone that takes writing', 'witty', 'We are deeply sorry for the outage.'],
    ['a tone that nobody knows', 'like a pirate', 'We are open.'],
    ['a qualified tone', 'very friendly', 'buy now'],
    ['a tone of modal verbs and contractions', 'professional', "We can't ship it."],
    ['a text to which no rule applies', 'concise', 'Fresh honey from the market.'],
    ['a text of another language', 'friendly', 'Jetzt kaufen'],
    ['a noun that looks like an offer', 'friendly', 'Order matters.'],
    ['a grave occasion', 'friendly', 'Order a wreath for the funeral now'],
  ])('is refused for %s, with the settings of a model', async (_, tone, text) => {
    const refusal = embeddedEngine.refusal('rewrite', { text, tone });
    expect(refusal).toMatchObject({
      code: 'MODEL_REQUIRED',
      message: expect.stringContaining('AI_BASE_URL'),
    });
    await expect(rewritten(text, tone)).rejects.toMatchObject({ code: 'MODEL_REQUIRED' });
  });
});

describe('composing and ideas', () => {
  test('are refused, because the rules cannot write', () => {
    const refused = { code: 'MODEL_REQUIRED', message: expect.stringContaining('AI_MODEL') };
    expect(embeddedEngine.refusal('compose', { prompt: 'launch', tone: null, place: null })).toMatchObject(
      refused,
    );
    expect(embeddedEngine.refusal('ideas', { topic: 'tea', count: 3, trends: [] })).toMatchObject(refused);
  });
});

describe('hashtags by rules', () => {
  test('are the key phrases of the text, its own hashtags and the persona’s topics first', async () => {
    const text = 'Solar panels on farms: how solar panels help wheat fields. #agriculture';
    const { hashtags } = await run('hashtags', { text, count: 4 }, persona({ topics: ['Farms', 'Fishing'] }));
    expect(hashtags.slice(0, 3)).toEqual(['#agriculture', '#Farms', '#SolarPanels']);
  });

  test('are at most as many as requested, distinct, and valid hashtags', () =>
    fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 1, max: 30 }), async (text, count) => {
        const { hashtags } = await run('hashtags', { text, count });
        expect(hashtags.length).toBeLessThanOrEqual(count);
        expect(new Set(hashtags.map((tag) => tag.toLowerCase())).size).toBe(hashtags.length);
        for (const tag of hashtags) expect(tag).toMatch(/^#[\p{L}\p{M}\p{N}_]+$/u);
      }),
    ));

  test('consist of words of the text', () =>
    fc.assert(
      fc.asyncProperty(phrase, async (text) => {
        const { hashtags } = await run('hashtags', { text, count: 30 });
        for (const tag of hashtags) expect(text.replaceAll(' ', '')).toContain(tag.slice(1).toLowerCase());
      }),
    ));
});

describe('threads by rules', () => {
  test('are within the limit in every part, and lose nothing', () =>
    fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 50, max: 300 }), async (text, maxLength) => {
        const { posts } = await run('thread', { text, maxLength });
        for (const post of posts) expect(graphemeLength(post)).toBeLessThanOrEqual(maxLength);
        const bare = posts.map((post) => (posts.length === 1 ? post : post.slice(0, post.lastIndexOf(` (`))));
        expect(bare.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    ));

  test('break between sentences, and count graphemes', async () => {
    const family = '👨‍👩‍👧‍👦';
    const text = `First of all this. ${family.repeat(40)} and that. The last one is here.`;
    const { posts } = await run('thread', { text, maxLength: 60 });
    expect(posts).toEqual([
      'First of all this. (1/3)',
      `${family.repeat(40)} and that. (2/3)`,
      'The last one is here. (3/3)',
    ]);
  });
});

describe('starting points from a trend', () => {
  const trend = {
    topic: 'cold brew',
    count: 42,
    authors: 17,
    change: 240,
    sources: ['reddit', 'hackernews'],
    from: new Date('2026-03-01T09:00:00Z'),
    to: new Date('2026-03-01T10:00:00Z'),
    historyWeeks: 8,
  };

  test('state its numbers and nothing else', () => {
    expect(factsOf(trend).map(({ body }) => body)).toEqual([
      '42 posts by 17 people were about “cold brew” within one hour.',
      'There were 240 % more posts about “cold brew” than on average at this time of the 8 weeks before.',
      'The posts about “cold brew” are on reddit and hackernews.',
    ]);
  });

  test('say that a topic is new, or that there is nothing to compare', () => {
    expect(factsOf({ ...trend, change: null })[1]!.title).toBe('“cold brew” is new');
    expect(factsOf({ ...trend, change: null, historyWeeks: 0 })[1]!.title).toBe(
      '“cold brew”: nothing to compare yet',
    );
  });

  test('name the length of the window', () => {
    const to = new Date('2026-03-08T09:00:00Z');
    expect(factsOf({ ...trend, to })[0]!.title).toBe('“cold brew”: 42 posts in 7 days');
  });
});

describe('optimising by rules', () => {
  test('lists the problems, scores the original text, and fixes what requires no writing', async () => {
    const text = 'BUY THIS GREAT THING RIGHT AWAY!!! #one #two #three #four';
    const { text: better, score, suggestions } = await run('optimise', { text, place: null });
    expect(suggestions.map((each) => each.split(':')[0])).toEqual([
      'Shouting',
      'Many hashtags',
      'Many marks',
    ]);
    expect(score).toBe(70);
    expect(better).toBe('BUY THIS GREAT THING RIGHT AWAY! #one #two #three #four');
  });

  test.each(['buy now', 'Buy now!', 'click here https://example.com/a', 'now'])(
    'does not praise "%s", which says nothing',
    async (text) => {
      const { score, suggestions } = await run('optimise', { text, place: null });
      expect(score).toBeLessThan(40);
      expect(suggestions[0]).toMatch(/^Too little said/);
    },
  );

  test('finds nothing in a good text', async () => {
    const text = 'Our honey is back in the shop. Which jar is yours? #honey';
    expect(await run('optimise', { text, place: X })).toEqual({ text, score: 100, suggestions: [] });
  });

  test('a text is shortened by its sentences without facts', async () => {
    const text = `${'Fresh honey from the market. '.repeat(12)}Ask @ada or read https://example.com/honey`;
    const done = await run('optimise', { text, place: X });
    expect(done.text).toMatch(/market\.\s+Ask @ada or read https:\/\/example\.com\/honey$/);
    expect(weightedLength(done.text)).toBeLessThanOrEqual(280);
  });

  test('a text that is cut keeps the handles and URLs from its end', async () => {
    const text = `${'All 12 honeys are from Bavaria. '.repeat(12)}Ask @ada or read https://example.com/honey`;
    const done = await run('optimise', { text, place: X });
    expect(done.text).toMatch(/… @ada https:\/\/example\.com\/honey$/);
    expect(weightedLength(done.text)).toBeLessThanOrEqual(280);
  });

  test("returns a text within the platform's limit for any input", () =>
    fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const done = await run('optimise', { text, place: X });
        expect(weightedLength(done.text)).toBeLessThanOrEqual(280);
        expect(done.score).toBeGreaterThanOrEqual(0);
      }),
    ));
});

test("every result satisfies the schema and the limits of a model's", () =>
  fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const inputs: Inputs = {
        rewrite: { text, tone: 'concise' },
        compose: { prompt: text, tone: null, place: X },
        hashtags: { text, count: 5 },
        thread: { text, maxLength: 120 },
        ideas: { topic: text, count: 4, trends: [] },
        optimise: { text, place: X },
      };
      for (const operation of Object.keys(inputs) as Operation[]) {
        if (embeddedEngine.refusal(operation, inputs[operation] as never)) continue;
        const answer = await run(operation, inputs[operation] as never);
        expect([...Value.Errors(answers[operation], answer)]).toEqual([]);
        expect(broken[operation](answer as never, inputs[operation] as never)).toBeNull();
      }
    }),
  ));

describe('the persona', () => {
  const bodies = [
    "Hey, we're back with oat milk cappuccino! Who wants one?",
    "We can't wait: oat milk cappuccino all day! #coffee",
    'Thanks for coming by. The oat milk cappuccino is yours!',
  ];

  test('is derived from published posts, deterministically', () => {
    const now = new Date('2026-03-01T00:00:00Z');
    const one = derivePersona(NOBODY, bodies, now);
    expect(derivePersona(NOBODY, bodies, now)).toEqual(one);
    expect(one.topics[0]).toBe('oat milk cappuccino');
    expect(one.tones).toEqual(expect.arrayContaining(['enthusiastic', 'casual']));
    expect(one.tones).not.toContain('professional');
    expect(one.examples).toEqual(bodies);
    expect(one.voice).toContain('33 % ask a question');
  });

  test('is not derived from two posts', () => {
    expect(() => derivePersona(NOBODY, bodies.slice(1), new Date())).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    );
  });

  test('sets the given members, clears those that are null, and keeps the others', () => {
    const now = new Date();
    const before = persona({ name: 'Ada', voice: 'calm', tones: ['friendly'] });
    expect(applyChange(before, { voice: null, topics: ['tea'] }, now)).toEqual({
      ...before,
      voice: null,
      topics: ['tea'],
      updatedAt: now,
    });
    expect(() => applyChange(before, { tones: Array(11).fill('a') }, now)).toThrow(
      expect.objectContaining({ details: { field: 'tones' } }),
    );
  });
});
