import { afterAll, describe, expect, test } from '@jest/globals';
import { type DocumentNode, execute, parse } from 'graphql';
import { createExecutor, type Executor } from '../../src/graph/executor.ts';
import { compare, DEVIATIONS } from './support/compare.ts';
import { type Mishaps, madeUp } from './support/made-up.ts';
import { type MadeQuery, makeQuery } from './support/query.ts';
import { openReference } from './support/reference.ts';
import { composeSubgraphs, plainTransports, testRequest } from './support/subgraphs.ts';
import { ALONE, SUPERGRAPHS } from './support/supergraphs.ts';

// Compares the results of Tributary's engine with those of @apollo/gateway, on the same subgraphs,
// for random operations, values and failures from fixed seeds. compare.ts lists where
// @apollo/gateway departs from the specification. Operations have no conditions, which it plans
// wrongly when nested; oracle.test.ts has everything.

/** Operations per supergraph; each is executed without faults and with failing fields. */
const OPERATIONS = 50;
const CIRCUMSTANCES = ['well', 'failing fields'] as const;

const seen = { combinations: 0, deviations: new Map<string, number>() };

afterAll(() => {
  expect(seen.combinations).toBeGreaterThanOrEqual(1_000);
  // deviations.test.ts shows each known deviation by an example.
  for (const deviation of seen.deviations.keys()) expect(DEVIATIONS).toContain(deviation);
});

describe.each(Object.entries(SUPERGRAPHS))('%s', (name, subgraphs) => {
  let mishaps: Mishaps = { seed: 0, nulls: 0, errors: 0 };
  const supergraph = composeSubgraphs(
    subgraphs.map((subgraph) => ({ ...subgraph, fieldResolver: madeUp(() => mishaps) })),
  );
  const transports = plainTransports(supergraph);
  const executor = createExecutor({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
  });
  const reference = openReference(supergraph.supergraphSdl, transports);

  afterAll(async () => (await reference).stop());

  test.each(CIRCUMSTANCES)('%s: the result is that of @apollo/gateway', async (circumstance) => {
    const wrong: string[] = [];
    for (let seed = 0; seed < OPERATIONS; seed++) {
      const query = known(name, executor, seed);
      mishaps = {
        seed,
        nulls: circumstance === 'well' ? 0 : 10,
        errors: circumstance === 'failing fields' ? 6 : 0,
      };
      const { document, variables } = query;
      const ours = await executor.execute({ document, variables, request: testRequest() });
      const theirs = await (await reference).execute(document, variables);
      const comparison = compare(ours, theirs, { interfaceObjects: name === 'interface objects' });
      for (const difference of comparison.wrong)
        wrong.push(
          `seed ${seed}: ${query.text}\n${difference}\n${JSON.stringify(ours.data)} ${JSON.stringify(ours.faults)}`,
        );
      for (const each of comparison.deviations)
        seen.deviations.set(each, (seen.deviations.get(each) ?? 0) + 1);
      seen.combinations += 1;
    }
    expect(wrong).toEqual([]);
  });
});

describe.each(Object.entries(ALONE))('one subgraph, %s', (name, subgraph) => {
  let mishaps: Mishaps = { seed: 0, nulls: 0, errors: 0 };
  const fieldResolver = madeUp(() => mishaps);
  const supergraph = composeSubgraphs([{ ...subgraph, fieldResolver }]);
  const transports = plainTransports(supergraph);
  const executor = createExecutor({
    supergraphSdl: supergraph.supergraphSdl,
    transportOf: (name) => transports.get(name),
  });
  const schema = executor.schemas.client;

  test.each([0, 8])('with %s %% failing fields the result is that of graphql-js', async (errors) => {
    for (let seed = 0; seed < 60; seed++) {
      const { document, variables } = known(`one ${name}`, executor, seed);
      mishaps = { seed, nulls: 10, errors };
      const ours = await executor.execute({ document, variables, request: testRequest() });
      const theirs = await execute({ schema, document, variableValues: variables, fieldResolver });
      const places = (list: readonly { message: string; path?: unknown }[] = []) =>
        list.map(({ message, path }) => `${message} at ${JSON.stringify(path)}`).sort();
      expect(JSON.stringify(ours.data)).toBe(JSON.stringify(theirs.data));
      expect(places(ours.faults)).toEqual(places(theirs.errors));
    }
  });
});

/** Planning large operations on interface objects takes seconds. */
const sizes: Readonly<Record<string, number>> = { 'interface objects': 14 };

const made = new Map<string, MadeQuery & { document: DocumentNode }>();

/** Returns the operation of a seed, parsed once, so that it is planned once. */
function known(name: string, { schemas }: Executor, seed: number): MadeQuery & { document: DocumentNode } {
  const key = `${name} ${seed}`;
  const query = made.get(key) ?? makeQuery(schemas.client, seed, { fields: sizes[name], conditions: 0 });
  const entry = 'document' in query ? query : { ...query, document: parse(query.text) };
  made.set(key, entry as MadeQuery & { document: DocumentNode });
  return entry as MadeQuery & { document: DocumentNode };
}
