import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { embeddedEngine, type Inputs, type Operation, type Place } from '../src/assistance/index.ts';
import { answers, broken } from '../src/assistance/operations.ts';
import { derived } from '../src/persona/derive.ts';
import { changed, NOBODY, type Persona } from '../src/persona/persona.ts';
import { graphemeLength, weightedLength } from '../src/publishers/lengths.ts';

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
  test('gives the sentence of the document for the text and tone of the document', async () => {
    const { text } = await run('rewrite', { text: 'buy now', tone: 'friendly' });
    expect(text).toBe('Grab yours today, we would love to have you.');
  });

  test('is about the text that it is given', async () => {
    expect((await run('rewrite', { text: 'buy our honey now', tone: 'friendly' })).text).toBe(
      'Grab our honey today, we would love to have you.',
    );
    expect((await run('rewrite', { text: 'Read the new guide', tone: 'friendly' })).text).toBe(
      'Read the new guide, we would love to hear what you think.',
    );
  });

  test('differs by tone', async () => {
    const tones = ['friendly', 'professional', 'casual', 'enthusiastic', 'playful', 'concise'];
    const texts = await Promise.all(
      tones.map(async (tone) => (await run('rewrite', { text: 'You really must buy this now', tone })).text),
    );
    expect(new Set(texts).size).toBe(tones.length);
  });

  test('keeps links, mentions and hashtags as they are', async () => {
    const text = 'buy now at https://example.org/buy/now with @now and #now';
    const { text: done } = await run('rewrite', { text, tone: 'friendly' });
    for (const kept of ['https://example.org/buy/now', '@now', '#now']) expect(done).toContain(kept);
  });

  test('begins and ends as the persona does', async () => {
    const examples = ['Hello makers! We have news. Stay curious.', 'Hello makers! Come by. Stay curious.'];
    const { text } = await run(
      'rewrite',
      { text: 'The shop is open.', tone: 'concise' },
      persona({ examples }),
    );
    expect(text).toBe('Hello makers! The shop is open. Stay curious.');
  });

  test('of other texts gives other texts', () =>
    fc.assert(
      fc.asyncProperty(phrase, phrase, async (one, other) => {
        fc.pre(one !== other);
        const [a, b] = await Promise.all(
          [one, other].map((text) => run('rewrite', { text, tone: 'friendly' })),
        );
        expect(a!.text).not.toBe(b!.text);
      }),
    ));
});

describe('composing by rules', () => {
  test('takes the asking away and brings the subject up', async () => {
    const { text } = await run('compose', {
      prompt: 'Write a short post about our new beehive sensor',
      tone: 'friendly',
      place: null,
    });
    expect(text).toContain('our new beehive sensor');
    expect(text).not.toMatch(/write a/i);
    expect(text).toContain('#BeehiveSensor');
  });

  test('of other prompts gives other texts, which fit the platform', () =>
    fc.assert(
      fc.asyncProperty(anyText, phrase, async (prompt, other) => {
        const one = await run('compose', { prompt, tone: 'playful', place: X });
        expect(weightedLength(one.text)).toBeLessThanOrEqual(280);
        const two = await run('compose', { prompt: other, tone: 'playful', place: X });
        if (!prompt.includes(other)) expect(two.text).not.toBe(one.text);
      }),
    ));
});

describe('hashtags by rules', () => {
  test('are the key phrases of the text, its own hashtags and the persona’s topics first', async () => {
    const text = 'Solar panels on farms: how solar panels help wheat fields. #agriculture';
    const { hashtags } = await run('hashtags', { text, count: 4 }, persona({ topics: ['Farms', 'Fishing'] }));
    expect(hashtags.slice(0, 3)).toEqual(['#agriculture', '#Farms', '#SolarPanels']);
  });

  test('are no more than asked for, none twice, and of the form of hashtags', () =>
    fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 1, max: 30 }), async (text, count) => {
        const { hashtags } = await run('hashtags', { text, count });
        expect(hashtags.length).toBeLessThanOrEqual(count);
        expect(new Set(hashtags.map((tag) => tag.toLowerCase())).size).toBe(hashtags.length);
        for (const tag of hashtags) expect(tag).toMatch(/^#[\p{L}\p{M}\p{N}_]+$/u);
      }),
    ));

  test('come from the text: words that it does not have are in none', () =>
    fc.assert(
      fc.asyncProperty(phrase, async (text) => {
        const { hashtags } = await run('hashtags', { text, count: 30 });
        for (const tag of hashtags) expect(text.replaceAll(' ', '')).toContain(tag.slice(1).toLowerCase());
      }),
    ));
});

describe('threads by rules', () => {
  test('fit in every part and lose nothing', () =>
    fc.assert(
      fc.asyncProperty(anyText, fc.integer({ min: 50, max: 300 }), async (text, maxLength) => {
        const { posts } = await run('thread', { text, maxLength });
        for (const post of posts) expect(graphemeLength(post)).toBeLessThanOrEqual(maxLength);
        const bare = posts.map((post) => (posts.length === 1 ? post : post.slice(0, post.lastIndexOf(` (`))));
        expect(bare.join('').replace(/\s/g, '')).toBe(text.replace(/\s/g, ''));
      }),
    ));

  test('break between sentences and count characters as people see them', async () => {
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

describe('ideas by rules', () => {
  const trends = [
    { topic: 'cold brew', count: 42, authors: 17 },
    { topic: 'oat milk', count: 9, authors: 5 },
  ];

  test('are about what trends, with its numbers, and then the persona’s topics', async () => {
    const { ideas } = await run('ideas', { topic: null, count: 10, trends }, persona({ topics: ['tea'] }));
    const text = JSON.stringify(ideas).toLowerCase();
    for (const subject of ['cold brew', 'oat milk', 'tea']) expect(text).toContain(subject);
    expect(new Set(ideas.map(({ title }) => title)).size).toBe(10);
    expect(text).toContain('42 posts');
  });

  test('about a topic are all about it, and others for another', () =>
    fc.assert(
      fc.asyncProperty(phrase, phrase, fc.integer({ min: 1, max: 10 }), async (one, other, count) => {
        fc.pre(one !== other);
        const { ideas } = await run('ideas', { topic: one, count, trends: [] });
        expect(ideas).toHaveLength(count);
        for (const idea of ideas) expect(JSON.stringify(idea).toLowerCase()).toContain(one);
        expect(await run('ideas', { topic: other, count, trends: [] })).not.toEqual({ ideas });
      }),
    ));

  test('without anything to be about are refused', async () => {
    await expect(async () => run('ideas', { topic: null, count: 3, trends: [] })).rejects.toMatchObject({
      code: 'INVALID_INPUT',
      details: { field: 'topic' },
    });
  });
});

describe('optimising by rules', () => {
  test('names what it finds, scores the text as it came, and mends what can be mended', async () => {
    const text = 'BUY THIS GREAT THING RIGHT AWAY!!! #one #two #three #four';
    const { text: better, score, suggestions } = await run('optimise', { text, place: null });
    expect(suggestions.map((each) => each.split(':')[0])).toEqual([
      'Shouting',
      'Many hashtags',
      'Many marks',
    ]);
    expect(score).toBe(70);
    expect(better).toBe('Buy this great thing right away! #one #two #three');
  });

  test('finds nothing in a good text', async () => {
    const text = 'Our honey is back in the shop. Which jar is yours? #honey';
    expect(await run('optimise', { text, place: X })).toEqual({ text, score: 100, suggestions: [] });
  });

  test('gives a text that fits the platform, whatever came', () =>
    fc.assert(
      fc.asyncProperty(anyText, async (text) => {
        const done = await run('optimise', { text, place: X });
        expect(weightedLength(done.text)).toBeLessThanOrEqual(280);
        expect(done.score).toBeGreaterThanOrEqual(0);
      }),
    ));
});

test('every answer has the form and the bounds that a model’s must have', () =>
  fc.assert(
    fc.asyncProperty(anyText, async (text) => {
      const inputs: Inputs = {
        rewrite: { text, tone: 'casual' },
        compose: { prompt: text, tone: null, place: X },
        hashtags: { text, count: 5 },
        thread: { text, maxLength: 120 },
        ideas: { topic: text, count: 4, trends: [] },
        optimise: { text, place: X },
      };
      for (const operation of Object.keys(inputs) as Operation[]) {
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

  test('is made from published posts, the same from the same', () => {
    const now = new Date('2026-03-01T00:00:00Z');
    const one = derived(NOBODY, bodies, now);
    expect(derived(NOBODY, bodies, now)).toEqual(one);
    expect(one.topics[0]).toBe('oat milk cappuccino');
    expect(one.tones).toEqual(expect.arrayContaining(['enthusiastic', 'casual']));
    expect(one.tones).not.toContain('professional');
    expect(one.examples).toEqual(bodies);
    expect(one.voice).toContain('33 % ask a question');
  });

  test('is not made from two posts', () => {
    expect(() => derived(NOBODY, bodies.slice(1), new Date())).toThrow(
      expect.objectContaining({ code: 'CONFLICT' }),
    );
  });

  test('changes what is given, empties what is null, and keeps the rest', () => {
    const now = new Date();
    const before = persona({ name: 'Ada', voice: 'calm', tones: ['friendly'] });
    expect(changed(before, { voice: null, topics: ['tea'] }, now)).toEqual({
      ...before,
      voice: null,
      topics: ['tea'],
      updatedAt: now,
    });
    expect(() => changed(before, { tones: Array(11).fill('a') }, now)).toThrow(
      expect.objectContaining({ details: { field: 'tones' } }),
    );
  });
});
