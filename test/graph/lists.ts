import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import type { TestApp } from '@tributary/test/support';
import { buildSchema, isObjectType } from 'graphql';
import type { Target } from './list-arguments.ts';
import { type Cost, costOf } from './list-costs.ts';
import { type ListPlace, listFields, listPlaces, objectsAt, type Step, typesOf } from './list-places.ts';
import { aliasedPartsOf, operationOf, type Part, partsOf } from './list-selections.ts';
import type { World } from './shape.ts';

/**
 * Worlds of 5 and of 50 rows, and a gateway whose subgraphs are behind HTTP but in this process.
 */
export interface ListWorlds {
  readonly app: TestApp;
  readonly few: World;
  readonly many: World;
}

/**
 * Lists that cannot have more rows in the larger world, each with the reason. A new list fails
 * until a world has rows for it or it is added here; an entry fails if its list does not exist or
 * can be compared.
 */
const EXEMPT: Readonly<Record<string, string>> = {
  'CommunityPost.media': 'imported posts have no media; its rows are values of the row of the post',
  'IdeasSuggested.ideas': 'only a mutation returns it',
  'ModelUsage.agreements': 'one row for each task of the language model',
  'ModelUsage.costs': 'one row for each day, task and model that judged; values of one statement',
  'TrackerPreview.removedBy': 'one row for each exclusion of the query',
  'TrackerPreview.samples': 'at most 5 rows',
  'UploadRequested.headers': 'only a mutation returns it',
  'Query.analysisQuality': 'figures of this version, from memory',
  'Query.brandMatches': 'one row for each name in a text of the arguments',
  'Run.progress': 'one row for each platform of the run; values of the row of the run',
  'ShareDriver.posts': 'at most 3 posts of one topic',
  'Query.publishingPlatforms': 'one row for each platform of the product',
  'Retention.platforms': 'one row for each platform of the product',
  'Query.trackerSources': 'one row for each platform of the product',
  'Query.creatorPlatforms': 'one row for each platform of the product',
  'Viewer.limits': 'one row for each product',
  'Workspace.plans': 'one row for each product',
  'XPost.media': 'X alone returns media, never an imported file; its rows are values of the row of the post',
};

const SCHEMA = buildSchema(readFileSync(new URL('../../schema/api.graphql', import.meta.url), 'utf8'));
const ALL = listPlaces(SCHEMA);
const PLACES = ALL.filter(({ coordinate }) => !(coordinate in EXEMPT));
const NAMED = PLACES.map((place) => [place.coordinate, place] as const);

/**
 * Fields below a list whose arguments determine what is read, each once, with a list that contains
 * it.
 */
const FIELDS_WITH_ARGUMENTS = [
  ...new Map(
    PLACES.flatMap((place) =>
      typesOf(place.item).flatMap((type) =>
        Object.values(type.getFields())
          .filter(({ args }) => args.length > 0)
          .map(({ name }) => [`${type.name}.${name}`, place] as const),
      ),
    ).reverse(),
  ),
];
/** The minimum cost of a field that takes a statement for its arguments. */
const LEAST_WEIGHT = 10;

/**
 * Additional rows of the larger world, so that a statement for each row cannot pass for {@link
 * BATCHES}.
 */
const MORE_ROWS = 15;
/**
 * Statements that more rows may add: `readTogether` sends 100 queries in one, and a row may have
 * two nested rows.
 */
const BATCHES = 4;
const ALIASES = 10;
/** `@apollo/gateway` fetches what each alias selects by itself: docs/federation.md. */
const sharing = process.env['GRAPH_ENGINE'] === 'apollo' ? test.skip : test;

/**
 * Describes every list of the composed schema; `worlds` returns what the test file has set up
 * before its tests.
 */
export function describeLists(worlds: () => ListWorlds): void {
  describe('every list of the schema', () => {
    test('is compared, or is exempt for a reason that still holds', async () => {
      const { app, few, many } = worlds();
      const reachable = new Map(ALL.map((place) => [place.coordinate, place]));
      const fields = listFields(SCHEMA);
      expect(Object.keys(EXEMPT).filter((coordinate) => !fields.includes(coordinate))).toEqual([]);
      expect(fields.filter((each) => !reachable.has(each) && !(each in EXEMPT))).toEqual([]);
      const targets = [await targetOf(app, few), await targetOf(app, many)] as const;
      const comparable = [];
      for (const coordinate of Object.keys(EXEMPT)) {
        const place = reachable.get(coordinate);
        if (place && (await growingPath(app, place, targets)).path) comparable.push(coordinate);
      }
      expect(comparable).toEqual([]);
    });

    test.each(NAMED)('%s: 50 rows cost as many statements and fetches as 5', async (coordinate, place) => {
      const { app, few, many } = worlds();
      const targets = [await targetOf(app, few), await targetOf(app, many)] as const;
      const { path, counts } = await growingPath(app, place, targets);
      if (!path)
        throw new Error(
          `The larger world has too few rows of ${coordinate} (${counts.join('; ')}): add some, or say in EXEMPT why not.`,
        );
      const parts = partsOf(place.item, targets[0]);
      const growth = (some: readonly Part[]) =>
        growthOf(
          app,
          targets.map((each) => ({ target: each, text: operationOf(path, some, each) })),
        );
      await expectWithinBatches(parts, growth);
    });

    sharing.each(NAMED)('%s: aliases of its fields share statements', async (_, place) => {
      const { app, few } = worlds();
      const target = await targetOf(app, few);
      const path = place.paths[0]!;
      const parts = aliasedPartsOf(place.item, target, ALIASES);
      const single = new Map(aliasedPartsOf(place.item, target, 1).map((part) => [part.name, part]));
      const growth = (some: readonly Part[]) =>
        growthOf(
          app,
          [some.map(({ name }) => single.get(name)!), some].map((each) => ({
            target,
            text: operationOf(path, each, target),
          })),
        );
      await expectWithinBatches(parts, growth);
    });

    test.each(FIELDS_WITH_ARGUMENTS)('%s weighs what it costs', async (name, place) => {
      const { app, few } = worlds();
      const target = await targetOf(app, few);
      const [path, part] = [
        place.paths[0]!,
        aliasedPartsOf(place.item, target, 1).find((each) => each.name === name)!,
      ];
      const measure = async (parts: readonly Part[]) => {
        const text = operationOf(path, parts, target);
        await costOf(app, text, few);
        return costOf(app, text, few);
      };
      const [none, one] = [await measure([]), await measure([part])];
      if (one.statements <= none.statements) return;
      // A list counts its items; here there is at most one of each.
      expect((one.weight - none.weight) / few.rows).toBeGreaterThanOrEqual(LEAST_WEIGHT);
    });
  });
}

/** Finds the first path to a list on which the larger world has more of its rows. */
async function growingPath(
  app: TestApp,
  { item, paths }: ListPlace,
  targets: readonly [Target, Target],
): Promise<{ path?: readonly Step[]; counts: readonly string[] }> {
  const typename: Part = { name: item.name, text: '__typename' };
  const counts: string[] = [];
  for (const path of paths) {
    const rows = await Promise.all(
      targets.map(async (target) => {
        const { data } = await costOf(app, operationOf(path, [typename], target), target.world);
        return objectsAt(data, path).length;
      }),
    );
    const [fewer = 0, more = 0] = rows;
    if (fewer > 0 && more >= fewer + MORE_ROWS) return { path, counts };
    counts.push(`${path.map(({ field }) => field.name).join('.')}: ${fewer} and ${more}`);
  }
  return { counts };
}

/**
 * Expects that all parts together add no statement per row; otherwise measures each part to
 * identify those at fault.
 */
async function expectWithinBatches(
  parts: readonly Part[],
  growth: (parts: readonly Part[]) => Promise<number>,
): Promise<void> {
  if ((await growth(parts)) <= BATCHES) return;
  const grown: string[] = [];
  for (const part of parts) {
    const more = await growth([part]);
    if (more > BATCHES) grown.push(`${part.name}: ${more} more`);
  }
  expect(grown).toEqual([]);
}

interface Operation {
  readonly target: Target;
  readonly text: string;
}

/**
 * Returns how many more statements the second operation costs than the first; an additional fetch
 * counts as more than {@link BATCHES}. Measures again once everything that is read only once is
 * cached.
 */
async function growthOf(app: TestApp, operations: readonly Operation[]): Promise<number> {
  const measure = async () => {
    const costs: Cost[] = [];
    for (const { target, text } of operations) costs.push(await costOf(app, text, target.world));
    const [one, other] = costs as [Cost, Cost];
    return Math.max(other.statements - one.statements, (other.fetches - one.fetches) * (BATCHES + 1));
  };
  const first = await measure();
  return first <= BATCHES ? first : measure();
}

const targets = new WeakMap<World, Promise<Target>>();

/** Returns the ids of the objects that the lists of Query have, one of each type. */
export function targetOf(app: TestApp, world: World): Promise<Target> {
  let target = targets.get(world);
  if (!target) {
    target = findIds(app, world);
    targets.set(world, target);
  }
  return target;
}

async function findIds(app: TestApp, world: World): Promise<Target> {
  const ids = new Map<string, string>();
  for (const { item, paths } of PLACES) {
    const path = paths[0]!;
    const hasId = isObjectType(item) && 'id' in item.getFields();
    const isListOfQuery =
      path.length <= 2 && path.every(({ field }) => !field.args.some(({ name }) => name === 'id'));
    if (!hasId || !isListOfQuery || ids.has(item.name)) continue;
    const text = operationOf(path, [{ name: 'id', text: 'id' }], { world, ids });
    const { data } = await costOf(app, text, world);
    let value = data as Record<string, unknown>;
    for (const { field } of path) value = [value[field.name]].flat()[0] as Record<string, unknown>;
    if (value) ids.set(item.name, String(value['id']));
  }
  return { world, ids };
}
