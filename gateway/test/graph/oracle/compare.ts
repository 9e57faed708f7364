import { type DocumentNode, type ExecutionResult, execute, type GraphQLSchema, parse } from 'graphql';
import type { Outcome } from '../../../src/graph/engine.ts';
import { createExecutor, type Executor } from '../../../src/graph/executor.ts';
import { type MadeQuery, makeQuery } from '../support/query.ts';
import { composeSubgraphs, type Interrupt, plainTransports, testRequest } from '../support/subgraphs.ts';
import { countingCache, type Looked, withCache } from './cached.ts';
import { makeWorld } from './generate.ts';
import { executeInParts, inOrderOf, type Seen, unlikeAtOnce } from './parts.ts';
import { type Circumstances, type Data, dataOf } from './values.ts';

/**
 * A composed world that executes an operation over its subgraphs, and as one schema.
 */
export interface Oracle {
  /** Executes the operation of a seed both ways; returns the difference, or null. */
  difference(seed: number): Promise<string | null>;
  /**
   * Executes the operation of a seed with deferred fragments at once and in parts; returns the
   * difference, or null.
   */
  deferredDifference(seed: number, seen: Seen): Promise<string | null>;
  /**
   * Executes the operation of a seed twice with a cache, and compares both results with that of one
   * schema. The data change with the epoch, and what was stored before is invalidated.
   */
  cachedDifference(seed: number, epoch: number): Promise<string | null>;
  /** The same for an operation with deferred fragments, and its result at once without a cache. */
  cachedDeferredDifference(seed: number, epoch: number, seen: Seen): Promise<string | null>;
  /** What was looked for in the cache. */
  readonly looked: Looked;
}

const NOTHING_FAILS: Interrupt = async () => undefined;

/**
 * Opens the world of a seed. Its operations run in turn without faults, with nulls, with failing
 * fields, and with a subgraph that does not respond.
 */
export function openOracle(worldSeed: number): Oracle {
  const world = makeWorld(worldSeed);
  let now: Circumstances = { seed: 0, nulls: 0, errors: 0 };
  let interrupt = NOTHING_FAILS;
  let monolith: GraphQLSchema | undefined;
  const data = dataOf(
    world,
    () => monolith!,
    () => now,
  );
  const { fieldResolver } = data;
  const references = referencesOf(world.entityInterfaces, data);
  const supergraph = composeSubgraphs(
    world.subgraphs.map((subgraph) => ({
      ...subgraph,
      fieldResolver,
      resolvers: Object.fromEntries(
        Object.entries(references).filter(([name]) => subgraph.sdl.includes(`interface ${name} `)),
      ),
    })),
  );
  const transports = plainTransports(supergraph, (...all) => interrupt(...all));
  const { supergraphSdl } = supergraph;
  const executor = createExecutor({ supergraphSdl, transportOf: (name) => transports.get(name) });
  const looked: Looked = { parts: 0, partsFound: 0, responses: 0, responsesFound: 0 };
  const cache = countingCache(looked);
  const cached = createExecutor({
    supergraphSdl,
    transportOf: (name) => withCache(name, transports.get(name)!, cache),
    cache,
  });
  monolith = executor.schemas.client;
  let present = 0;
  /** Sets the data of an epoch, and the outage of a seed; returns whether a subgraph is down. */
  const enter = (epoch: number, seed: number): boolean => {
    set(epoch * 4 + (epoch % 3));
    if (epoch !== present) for (const { name } of world.subgraphs) cache.invalidate({ subgraph: name });
    present = epoch;
    const subgraph = world.subgraphs[seed % world.subgraphs.length]!.name;
    if (seed % 5 === 0)
      cache.invalidate({ subgraph, type: [...world.rules.keys()][seed % world.rules.size]!.split('.')[0]! });
    const down = seed % 7 === 0;
    if (down) interrupt = outage(subgraph, seed);
    return down;
  };
  /** Sets the circumstances of a seed; returns whether a subgraph is down. */
  const set = (seed: number): boolean => {
    const circumstance = seed % 4;
    now = { seed, nulls: circumstance === 0 ? 0 : 12, errors: circumstance === 2 ? 8 : 0 };
    const down = circumstance === 3;
    interrupt = down ? outage(world.subgraphs[seed % world.subgraphs.length]!.name, seed) : NOTHING_FAILS;
    return down;
  };
  const twice = async (compareOnce: () => Promise<string | null>) =>
    (await compareOnce()) ?? (await compareOnce());
  return {
    looked,
    cachedDifference(seed, epoch) {
      const operation = makeQuery(monolith, seed, { fields: 4 + (seed % 23), clashes: 10 });
      const down = enter(epoch, seed);
      return twice(() => compare(operation, cached, monolith, data, down));
    },
    cachedDeferredDifference(seed, epoch, seen) {
      const fields = 10 + (seed % 40);
      const operation = makeQuery(monolith, seed, { fields, clashes: 10, defers: 60 });
      const down = enter(epoch, seed);
      return twice(() =>
        compareParts(operation, { executor: cached, plain: executor }, monolith, data, down, seen),
      );
    },
    async difference(seed) {
      const operation = makeQuery(monolith, seed, { fields: 4 + (seed % 23), clashes: 10 });
      return compare(operation, executor, monolith, data, set(seed));
    },
    async deferredDifference(seed, seen) {
      const fields = 10 + (seed % 40);
      const operation = makeQuery(monolith, seed, { fields, clashes: 10, defers: 60 });
      const down = set(seed);
      return compareParts(operation, { executor, plain: executor }, monolith, data, down, seen);
    },
  };
}

/** Simulates a subgraph that is unreachable or rejects every request. */
function outage(victim: string, seed: number): Interrupt {
  return async (name) => {
    if (name !== victim) return undefined;
    if (seed % 8 < 4) throw new Error(`${name} is down`);
    return { data: null, errors: [{ message: `${name} refuses`, extensions: { code: 'REFUSED' } }] };
  };
}

function referencesOf(interfaces: ReadonlySet<string>, data: Data) {
  return Object.fromEntries(
    [...interfaces].map((name) => [
      name,
      {
        __resolveReference: (reference: object, _: unknown, info: { schema: GraphQLSchema }) =>
          data.reference(info.schema, name, reference),
      },
    ]),
  );
}

async function compare(
  { text, variables }: MadeQuery,
  executor: Executor,
  schema: GraphQLSchema,
  { fieldResolver, typeResolver }: Data,
  down: boolean,
): Promise<string | null> {
  const document: DocumentNode = parse(text);
  const ours = await executor.execute({ document, variables, request: testRequest() });
  const right = await execute({ schema, document, variableValues: variables, fieldResolver, typeResolver });
  const reason = down ? lessThan(ours, right) : unlike(ours, right);
  if (!reason) return null;
  const faults = ours.faults.map(
    ({ message, path, cause }) =>
      `${message} at ${path?.join('.') ?? 'no path'}${cause ? ` (${(cause as Error).stack})` : ''}`,
  );
  return [
    reason,
    text,
    JSON.stringify(variables),
    `is    ${JSON.stringify(ours.data)}`,
    `right ${JSON.stringify(right.data)}`,
    ...faults,
    ...(right.errors ?? []).map(({ message, path }) => `monolith: ${message} at ${path?.join('.')}`),
  ].join('\n');
}

/** Compares merged parts with the result at once, or with the monolith if a subgraph is down. */
async function compareParts(
  { text, variables }: MadeQuery,
  { executor, plain }: { readonly executor: Executor; readonly plain: Executor },
  schema: GraphQLSchema,
  { fieldResolver, typeResolver }: Data,
  down: boolean,
  seen: Seen,
): Promise<string | null> {
  const operation = { document: parse(text), variables };
  const told = (reason: string, ...more: readonly Outcome[]) =>
    [reason, text, JSON.stringify(variables), ...more.map((each) => JSON.stringify(each))].join('\n');
  try {
    const merged = await executeInParts(executor, operation, seen);
    if (!down) {
      const atOnce = await plain.execute({ ...operation, request: testRequest() });
      const reason = unlikeAtOnce(merged, atOnce);
      return reason && told(reason, merged, atOnce);
    }
    const { document } = operation;
    const right = await execute({ schema, document, variableValues: variables, fieldResolver, typeResolver });
    const reason = lessThan(inOrderOf(right.data, merged), right);
    return reason && told(reason, merged);
  } catch (error) {
    return told((error as Error).stack ?? '');
  }
}

/** Requires identical data, and errors exactly where the monolith has them. */
function unlike(ours: Outcome, right: ExecutionResult): string | null {
  if (JSON.stringify(ours.data) !== JSON.stringify(right.data)) return 'other data';
  const messages = new Set(right.errors?.map(({ message }) => message));
  if (ours.faults.length === 0) return messages.size > 0 ? 'no error' : null;
  if (messages.size === 0) return 'an error';
  const wrong = ours.faults.find(({ path }) => path && !isNullAt(ours.data, path));
  return wrong ? `an error where there is no null: ${wrong.path?.join('.')}` : null;
}

/** Requires the same data where present; missing data must be null and have an error. */
function lessThan(ours: Outcome, right: ExecutionResult): string | null {
  const missing = missingIn(ours.data ?? null, right.data ?? null, []);
  if (missing === 'wrong') return 'other data';
  for (const path of missing) {
    const explained = ours.faults.some(
      (fault) => !fault.path || startsWith(path, fault.path) || startsWith(fault.path, path),
    );
    if (!explained) return `a null without an error at ${path.join('.') || 'the root'}`;
  }
  return null;
}

type Path = readonly (string | number)[];

function missingIn(ours: unknown, right: unknown, path: Path): Path[] | 'wrong' {
  if (ours === null || right === null) {
    if (ours !== null) return 'wrong';
    return right === null ? [] : [path];
  }
  if (typeof ours !== 'object' || typeof right !== 'object') return ours === right ? [] : 'wrong';
  const keys = Object.keys(right as object);
  if (JSON.stringify(Object.keys(ours)) !== JSON.stringify(keys)) return 'wrong';
  const found: Path[] = [];
  for (const key of keys) {
    const at = Array.isArray(right) ? Number(key) : key;
    const inner = missingIn((ours as never)[key], (right as never)[key], [...path, at]);
    if (inner === 'wrong') return inner;
    found.push(...inner);
  }
  return found;
}

function startsWith(path: Path, start: Path): boolean {
  return start.every((element, index) => path[index] === element);
}

function isNullAt(data: unknown, path: Path): boolean {
  let at = data;
  for (const key of path) {
    if (at === null || at === undefined) return true;
    at = (at as Record<string, unknown>)[key];
  }
  return at === null || at === undefined;
}
