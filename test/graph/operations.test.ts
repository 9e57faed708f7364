import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  eventually,
  type GraphqlAnswer,
  LAYOUTS,
  type Layout,
  recordFetches,
  recordStatements,
  statementsOfSubgraphs,
} from '@tributary/test/support';
import { fill } from './data.ts';
import { describeEnumArguments } from './enum-arguments.ts';
import { EXPECTED, variablesOf } from './expected.ts';
import { describeLists } from './lists.ts';
import { describeNodes } from './nodes.ts';
import type { World } from './shape.ts';
import { documentOf, type Layouts, OPERATIONS, type Operation, startLayouts } from './world.ts';

let layouts: Layouts;
/** Worlds of 5 and of 50 rows, served by two gateways with different layouts. */
let few: World;
let many: World;
beforeAll(async () => {
  layouts = await startLayouts();
  const app = layouts['in process'];
  [few, many] = await Promise.all([
    fill(app, 'ours', { prefix: 'a', rows: 5 }),
    fill(app, 'theirs', { prefix: 'b', rows: 50 }),
  ]);
}, 240_000);
// A key may send 600 requests a minute, and these tests send more on a fast machine.
beforeEach(() => layouts.split.database.database.pool.query('truncate limits.windows'));
afterAll(() => layouts.stop());

function ask(layout: Layout, name: Operation, world: World, text = documentOf(name)): Promise<GraphqlAnswer> {
  return layouts[layout].graphql(text, variablesOf(world)[name] ?? {}, world.key);
}

describe('the budget', () => {
  /** Replaces shorter pages in the document by pages of 50. */
  const wide = (name: Operation) => documentOf(name).replaceAll(/first: \d+/g, 'first: 50');
  const LISTS = OPERATIONS.filter((name) => name !== 'draft' && name !== 'me');

  async function statements(name: Operation, world: World): Promise<number> {
    const recorded = recordStatements();
    const { errors } = await ask('in process', name, world, wide(name));
    const sent = statementsOfSubgraphs(recorded.stop());
    expect(errors).toBeUndefined();
    return sent.length;
  }
  async function fetches(name: Operation, world: World): Promise<number> {
    const recorded = recordFetches(layouts.split.url);
    const { errors } = await ask('split', name, world, wide(name));
    const sent = recorded.stop();
    expect(errors).toBeUndefined();
    return sent.length;
  }

  test.each(LISTS)('%s costs as many statements and fetches for 50 rows as for 5', async (name) => {
    const cold = [await statements(name, few), await statements(name, many)] as const;
    // Reads of creators are cached and charged in batches by time: some batches more or less, but
    // a statement for each of the 45 further rows would be more.
    expect(cold[1]).toBeLessThanOrEqual(cold[0] + 25);
    const warm = await statements(name, few);
    expect(warm).toBeGreaterThan(0);
    expect(await statements(name, many)).toBe(warm);
    // Measured again if they differ: a job may have sent a fetch in between.
    await eventually(async () => {
      const fetched = await fetches(name, few);
      expect(fetched).toBeGreaterThan(0);
      expect(await fetches(name, many)).toBe(fetched);
    });
  });

  test.each(LISTS)('%s returns all 50 rows', async (name) => {
    const { data } = await ask('in process', name, many, wide(name));
    const lists = {
      triage: 50,
      'share-of-voice': 25,
      creator: 50,
      mentions: 50,
      campaign: 50,
      digest: 50,
      trends: 50,
    };
    expect(longestIn(data)).toBe(lists[name as keyof typeof lists]);
  });
});

/** Returns the length of the longest list in a response. */
function longestIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const own = Array.isArray(value) ? value.length : 0;
  return Math.max(own, ...Object.values(value).map(longestIn));
}

describe.each(LAYOUTS)('the response, %s', (layout) => {
  test.each(OPERATIONS)('to %s matches the generated data', async (name) => {
    const { data, errors } = await ask(layout, name, few);
    expect(errors).toBeUndefined();
    expect(data).toEqual(EXPECTED[name](few));
  });
});

test.each(OPERATIONS)('%s gets the same response in both layouts', async (name) => {
  const [whole, split] = await Promise.all(LAYOUTS.map((layout) => ask(layout, name, few)));
  // A draft is created each time, and each request counts against the limits.
  const unlike =
    name === 'draft' ? /"post_\w+"/g : name === 'me' ? /"(?:remaining|resetsAt)":[^,}]+/g : /$^/g;
  const text = ({ data }: GraphqlAnswer) => JSON.stringify(data).replaceAll(unlike, '');
  expect(text(split!)).toBe(text(whole!));
});

describeLists(() => ({ app: layouts.split, few, many }));

describe.each(LAYOUTS)('%s', (layout) => {
  describeEnumArguments(() => ({ app: layouts[layout], few }));
});

describe.each(LAYOUTS)('%s', (layout) => {
  describeNodes(() => ({ app: layouts[layout], few, many }));
});
