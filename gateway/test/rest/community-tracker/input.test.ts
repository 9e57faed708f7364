import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Client, errorOf, startClient } from './setup.ts';

let client: Client;

beforeAll(async () => {
  client = await startClient();
});
afterAll(() => client.stop());

const LONG = 'a'.repeat(10_000);

describe('an invalid value is a 400 that names the parameter and the expected values', () => {
  test.each([
    ['limit=abc', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=0', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=-1', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=1.5', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=1e2', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=', 'The limit parameter must be a whole number of at least 1.'],
    ['limit=%00', 'The limit parameter must be text without the character NUL.'],
    ['offset=-1', 'The offset parameter must be a whole number from 0 to 1000000.'],
    ['offset=x', 'The offset parameter must be a whole number from 0 to 1000000.'],
    ['offset=1000001', 'The offset parameter must be a whole number from 0 to 1000000.'],
    ['min_score=0', 'The min_score parameter must be a number from 1 to 10.'],
    ['min_score=11', 'The min_score parameter must be a number from 1 to 10.'],
    ['min_score=abc', 'The min_score parameter must be a number from 1 to 10.'],
    ['min_score=NaN', 'The min_score parameter must be a number from 1 to 10.'],
    ['min_score=Infinity', 'The min_score parameter must be a number from 1 to 10.'],
    ['min_score=0x8', 'The min_score parameter must be a number from 1 to 10.'],
    ['from=2026-13-01', 'The from parameter must be a date in YYYY-MM-DD format.'],
    ['from=2026-02-30', 'The from parameter must be a date in YYYY-MM-DD format.'],
    ['from=0000-01-01', 'The from parameter must be a date in YYYY-MM-DD format.'],
    ['from=yesterday', 'The from parameter must be a date in YYYY-MM-DD format.'],
    ['from=2026-4-1', 'The from parameter must be a date in YYYY-MM-DD format.'],
    ['to=2026-04-01T00:00:00Z', 'The to parameter must be a date in YYYY-MM-DD format.'],
    ['to=2026-04-01%00', 'The to parameter must be text without the character NUL.'],
    ['from=2026-04-02&to=2026-04-01', 'The from parameter must be a date that is not after to.'],
    ['intent=curious', 'The intent parameter must be one of buying, pain_point, question, comparison.'],
    ['intent=BUYING', 'The intent parameter must be one of buying, pain_point, question, comparison.'],
    [
      'source=myspace',
      'The source parameter must be one of reddit, hackernews, producthunt, bluesky, mastodon, stackoverflow, ' +
        'devto, lobsters, github, youtube, x, lemmy, discourse, feeds, gdelt.',
    ],
    ['source=reddit&source=x', 'The source parameter must be given once.'],
    ['keyword=again', 'The keyword parameter must be given once.'],
  ])('%s', async (parameters, message) => {
    const { status, json } = await client.get(`/api-posts?keyword=tools&${parameters}`);
    expect(json).toEqual({ error: { code: 'INVALID_PARAMETER', message } });
    expect(status).toBe(400);
  });

  test.each([
    ['of 10 kB', LONG, 'The keyword parameter must be at most 200 characters long.'],
    ['of 201 characters', 'a'.repeat(201), 'The keyword parameter must be at most 200 characters long.'],
    ['with NUL', 'a%00b', 'The keyword parameter must be text without the character NUL.'],
    ['that is NUL', '%00', 'The keyword parameter must be text without the character NUL.'],
    ['of spaces', '+%20%09+', 'The keyword parameter must be a word or phrase.'],
    ['that is not UTF-8', '%ff%fe', 'The keyword parameter must be percent-encoded UTF-8.'],
  ])('a keyword %s', async (_, keyword, message) => {
    const { status, json } = await client.get(`/api-posts?keyword=${keyword}`);
    expect(json).toEqual({ error: { code: 'INVALID_PARAMETER', message } });
    expect(status).toBe(400);
  });
});

describe('a missing keyword is MISSING_KEYWORD', () => {
  test.each(['', '?', '?keyword=', '?keyword', '?Keyword=x', '?keyword[]=x', '?limit=abc'])(
    '/api-posts%s',
    async (query) => {
      const { status, json } = await client.get(`/api-posts${query}`);
      expect(json).toEqual(errorOf('MISSING_KEYWORD', 'The keyword parameter is required.'));
      expect(status).toBe(400);
    },
  );
});

describe('unusual but valid input is accepted', () => {
  test.each([
    ['unknown parameters', 'keyword=tools&colour=red&__proto__=1&constructor=2'],
    ['a keyword of 200 characters', `keyword=${'a'.repeat(200)}`],
    ['a keyword without any word', 'keyword=%2B%2B'],
    ['a keyword that looks like SQL', "keyword=';+drop+table+posts;--"],
    ['a keyword that looks like a text search query', 'keyword=a+%26+!b+|+(c:*+<->+%5C'],
    ['a keyword in another script', 'keyword=%E4%B8%AD%E6%96%87+%F0%9F%98%80'],
    ['a keyword with half an escape', 'keyword=100%'],
    ['days far apart', 'keyword=tools&from=0001-01-01&to=9999-12-31'],
    ['the largest offset', 'keyword=tools&offset=1000000'],
    ['spaces around the keyword', 'keyword=+tools+'],
  ])('%s', async (_, query) => {
    const { status, json } = await client.get(`/api-posts?${query}`);
    expect(json).toMatchObject({ data: expect.any(Array), meta: { returned: expect.any(Number) } });
    expect(status).toBe(200);
  });
});
