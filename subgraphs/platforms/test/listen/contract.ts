import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { UpstreamError } from '@tributary/kit/http-client';
import type { PublicPost } from '../../../../test/upstreams/listening/public-post.ts';
import { type StandIn, startStandIn, type Vendor } from '../../../../test/upstreams/stand-in.ts';
import { type Item, type ListeningPlatform, openSources, type Source } from '../../src/index.ts';
import { policyWith, settingsWith } from '../support.ts';
import { type Reading, readingsOf, readUntilEmpty, recordedBudget } from './readings.ts';

/** A source and its stand-in. */
export interface ListenCase {
  readonly platform: ListeningPlatform;
  /** Distinguishes the ways in which a platform can be configured. */
  readonly variant?: string;
  readonly vendor: (posts: readonly PublicPost[]) => Vendor;
  readonly settings: (url: string) => Record<string, string>;
  /** A place that the stand-in has, and one that it does not have. */
  readonly places?: (url: string) => { readonly known: string; readonly unknown: string };
  /** Secrets among the settings. */
  readonly secrets?: readonly string[];
  /** How the source learns of deletions: by itself, or if an item is read again. */
  readonly deletions: 'announced' | 'reread' | 'never';
  /** Whether the vendor writes the text, or only a title. */
  readonly has?: 'text' | 'title';
}

const CONTACT = 'ops@example.org';
const TEXT = "Ben & Jerry's <3 tea";
const MINUTE = 60_000;

/** The tests that every source passes, for each of its capabilities. */
export function describeSource(each: ListenCase): void {
  describe(`the source ${each.platform}${each.variant ? ` ${each.variant}` : ''}`, () => {
    let standIn: StandIn;
    let posts: PublicPost[];
    let source: Source;
    let now: number;
    let budget: ReturnType<typeof recordedBudget>;

    const open = () => {
      const env = { LISTENING_CONTACT: CONTACT, ...each.settings(standIn.url) };
      const policy = policyWith({ timeout: 5_000, clock: () => now, allowPrivate: true });
      return openSources(settingsWith(env), policy, () => budget).get(each.platform)!;
    };
    const publish = (count: number) => {
      for (let added = 0; added < count; added++) {
        const number = posts.length + 1;
        posts.push({
          number,
          at: now - (100 - number) * 1_000,
          text: `${TEXT} no. ${number}`,
          deleted: false,
        });
      }
    };
    /** Starts to read where the stand-in has one post, then publishes seven. */
    const begin = async (reading: Reading) => {
      publish(1);
      const cursor = reading.startsAtNewest ? (await reading.read(null)).cursor : null;
      publish(7);
      return cursor;
    };
    const readings = () => readingsOf(source, { place: each.places?.(standIn.url).known, now });
    const forEachReading = async (run: (reading: Reading) => Promise<void>) => {
      const names = readings().map(({ name }) => name);
      expect(names.length).toBeGreaterThan(0);
      for (const name of names) {
        posts.length = 0;
        now = Date.now();
        standIn.play('ok');
        source = open();
        await run(readings().find((reading) => reading.name === name)!);
      }
    };
    const faultOf = (work: Promise<unknown>) =>
      work.then(
        () => null,
        (error: unknown) => error as UpstreamError,
      );

    beforeEach(async () => {
      now = Date.now();
      posts = [];
      budget = recordedBudget();
      standIn = await startStandIn(each.vendor(posts));
      source = open();
    });
    afterEach(async () => {
      await standIn.stop();
      // Retries and requests for tokens count too.
      expect(budget.taken.length).toBeGreaterThanOrEqual(standIn.calls.length);
    });

    test('delivers everything that is new, until there is nothing more', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        const { items, last } = await readUntilEmpty(reading, cursor);
        expect(numbersOf(items, each.has)).toEqual(
          reading.startsAtNewest ? [2, 3, 4, 5, 6, 7, 8] : [1, 2, 3, 4, 5, 6, 7, 8],
        );
        for (const item of items) expectWellFormed(item, each.platform);
        if (!reading.startsAtNewest) return;
        const again = await readUntilEmpty(reading, last);
        expect(numbersOf(again.items, each.has)).toEqual([]);
      }));

    test('delivers nothing from an empty page', () =>
      forEachReading(async (reading) => {
        standIn.play('empty');
        const { items, deletions } = await readUntilEmpty(reading, null);
        expect([items, deletions]).toEqual([[], []]);
      }));

    test('ends if the vendor repeats a page', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        standIn.play('repeated');
        const { reads } = await readUntilEmpty(reading, cursor);
        expect(reads).toBeLessThan(20);
      }));

    test('gives an item the same id in every reading', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        const first = await readUntilEmpty(reading, cursor);
        source = open();
        const reopened = readings().find(({ name }) => name === reading.name)!;
        const second = await readUntilEmpty(reopened, cursor);
        expect(idsOf(second.items)).toEqual(idsOf(first.items));
        expect(new Set(idsOf(first.items)).size).toBe(numbersOf(first.items, each.has).length);
      }));

    test('has null for numbers that the vendor does not say', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        standIn.play('hidden');
        const { items } = await readUntilEmpty(reading, cursor);
        expect(items.length).toBeGreaterThan(0);
        for (const { metrics } of items)
          for (const number of Object.values(metrics)) expect(number === null || number > 0).toBe(true);
        expect(items.every(({ metrics: { likes } }) => likes === null)).toBe(true);
      }));

    test('reads responses with added members, and without optional ones', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        standIn.play('drifted');
        const { items } = await readUntilEmpty(reading, cursor);
        expect(numbersOf(items, each.has)).toEqual(expect.arrayContaining([2, 3, 4, 5, 6, 7, 8]));
      }));

    test('obeys the vendor’s rate limit', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        standIn.play('limited');
        const error = await faultOf(reading.read(cursor));
        expect(error).toMatchObject({ name: 'UpstreamError', fault: 'limited' });
        expect(error!.retryAfter).toBeGreaterThan(MINUTE / 2);
        expect(error!.retryAfter).toBeLessThanOrEqual(2 * MINUTE);
        const calls = standIn.calls.length;
        standIn.play('ok');
        expect(await faultOf(reading.read(cursor))).toMatchObject({ fault: 'limited' });
        expect(standIn.calls).toHaveLength(calls);
        now += 2 * MINUTE;
        const { items } = await readUntilEmpty(reading, cursor);
        expect(numbersOf(items, each.has)).toEqual(expect.arrayContaining([2, 3, 4, 5, 6, 7, 8]));
      }));

    test('continues without a gap after a reading that was aborted, dropped or malformed', () =>
      forEachReading(async (reading) => {
        const cursor = await begin(reading);
        const first = await reading.read(cursor);
        standIn.play('slow');
        const abort = new AbortController();
        const aborted = faultOf(reading.read(first.cursor, abort.signal));
        abort.abort();
        expect(await aborted).toBeInstanceOf(Error);
        for (const scenario of ['dropped', 'malformed'] as const) {
          standIn.play(scenario);
          expect(await faultOf(reading.read(first.cursor))).toBeInstanceOf(UpstreamError);
        }
        standIn.play('ok');
        const rest = await (first.more || reading.startsAtNewest
          ? readUntilEmpty(reading, first.cursor)
          : { items: [] });
        expect(numbersOf([...first.items, ...rest.items], each.has)).toEqual(
          expect.arrayContaining([2, 3, 4, 5, 6, 7, 8]),
        );
      }));

    test('takes the budget before every request, and names the product and a contact', () =>
      forEachReading(async (reading) => {
        await readUntilEmpty(reading, await begin(reading));
        expect(standIn.agents).not.toEqual([]);
        for (const agent of standIn.agents) expect(agent).toMatch(/^Tributary\/.*\+ops@example\.org/);
        const calledBefore = standIn.calls.length;
        budget.refuse(true);
        expect(await faultOf(reading.read(null))).toMatchObject({ name: 'BudgetError' });
        expect(standIn.calls).toHaveLength(calledBefore);
        budget.refuse(false);
      }));

    test('has bounded cursors, and credentials in no cursor, error or item', () =>
      forEachReading(async (reading) => {
        const secrets = each.secrets ?? [];
        const cursor = await begin(reading);
        const { items, cursors } = await readUntilEmpty(reading, cursor);
        for (const each of cursors) expect(each.length).toBeLessThanOrEqual(2_000);
        const written = [JSON.stringify(items), ...cursors];
        for (const scenario of ['expired', 'dropped', 'malformed', 'broken'] as const) {
          source = open();
          standIn.play(scenario);
          const error = await faultOf(
            readings()
              .find(({ name }) => name === reading.name)!
              .read(cursor),
          );
          expect(error).toBeInstanceOf(UpstreamError);
          written.push(textOf(error));
        }
        for (const secret of secrets) for (const text of written) expect(text).not.toContain(secret);
      }));

    if (each.deletions !== 'never')
      test(`reports a deletion that is ${each.deletions}`, () =>
        forEachReading(async (reading) => {
          const cursor = await begin(reading);
          const { items, last } = await readUntilEmpty(reading, cursor);
          const [target, other] = items;
          posts.find((post) => numbersOf([target!], each.has).includes(post.number))!.deleted = true;
          if (each.deletions === 'announced' && reading.startsAtNewest) {
            const found: unknown[] = [];
            let next = last;
            for (let read = 0; read < 5 && found.length === 0; read++) {
              const batch = await reading.read(next);
              found.push(...batch.deletions);
              next = batch.cursor;
            }
            expect(found).toContainEqual({ nativeId: target!.nativeId });
          }
          if (!source.recheck) return;
          const states = await source.recheck([target!.nativeId, other!.nativeId], { signal: signal() });
          expect(states).toMatchObject(['deleted', { nativeId: other!.nativeId, text: other!.text }]);
        }));

    if (each.places)
      test('says in words why a place cannot be read', async () => {
        const { known, unknown } = each.places!(standIn.url);
        publish(1);
        expect(await source.places!.check(known, { signal: signal() })).toBeNull();
        expect(await source.places!.check(unknown, { signal: signal() })).toMatch(/^[A-Z`].+\.$/);
      });
  });
}

function signal(): AbortSignal {
  return AbortSignal.timeout(60_000);
}

/** Returns the numbers of the posts that items were made from, in order. */
function numbersOf(items: readonly Item[], has: ListenCase['has'] = 'text'): number[] {
  const numbers = items.map((item) => Number(/no\. (\d+)/.exec(item[has] ?? '')?.[1]));
  return [...new Set(numbers)].sort((a, b) => a - b);
}

function idsOf(items: readonly Item[]): string[] {
  return [...new Set(items.map(({ nativeId }) => nativeId))].sort();
}

function expectWellFormed(item: Item, platform: string): void {
  expect(item.platform).toBe(platform);
  expect(`${item.title} ${item.text}`).toContain(TEXT);
  expect(URL.canParse(item.url)).toBe(true);
  expect(item.nativeId).toMatch(/\S/);
  expect(Number.isNaN(item.createdAt.getTime())).toBe(false);
  for (const link of item.links) expect(URL.canParse(link)).toBe(true);
}

/** Writes everything that a log could write of an error. */
function textOf(error: unknown): string {
  const parts: unknown[] = [];
  for (let each = error; each instanceof Error && parts.length < 50; each = each.cause)
    parts.push(each.message, each.stack, JSON.stringify(each));
  return parts.join('\n');
}
