import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type Contract, contractOf } from './contract.ts';
import { documentedApis } from './dialects/index.ts';
import { failuresIn, type OperationPlan, type Plan, planOf } from './plan/index.ts';
import { type Subject, tryCases, tryInFault, tryNowhere } from './run.ts';
import { committedTable, tableOf } from './table.ts';
import { startWorld, type World } from './world.ts';

const plans = documentedApis.map(planOf);
let world: World;

beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe.each(plans.map((plan) => [plan.documented.title, plan] as const))('%s', (_, plan) => {
  const { documented, document, operations } = plan;
  const ours = contractOf(document, true);
  const theirs = documented.contract ? contractOf(documented.contract, false) : null;
  const subject = (operation: OperationPlan): Subject => ({
    world,
    documented,
    plan: operation,
    contracts: { ours, theirs },
  });

  test('its operations are those of its OpenAPI document', () => {
    expect(operations.map(({ described }) => described.id).toSorted()).toEqual(
      Object.keys(documented.operations).toSorted(),
    );
  });

  test.each(operations.map((each) => [`${each.described.method} ${each.described.path}`, each] as const))(
    '%s',
    async (_, operation) => {
      const cases = operation.cases.filter(({ cause }) => cause !== 'fault');
      expect(await tryCases(subject(operation), cases)).toEqual({});
    },
  );

  test('an unknown path is a 404 in its envelope', async () => {
    expect(await tryNowhere({ world, documented })).toEqual([]);
  });

  test('without tables every operation returns the documented 500', async () => {
    const cases = operations.flatMap((operation) =>
      operation.cases
        .filter(({ cause }) => cause === 'fault')
        .map((each) => ({ subject: subject(operation), each })),
    );
    expect(await tryInFault(world, cases)).toEqual({});
  });

  test('the OpenAPI document lists the scopes, and its examples match its schemas', () => {
    expect(operations.flatMap((each) => [...scopeFaults(each), ...exampleFaults(each, ours)])).toEqual([]);
  });

  test('every failure that the OpenAPI document lists is provoked, or has a reason why not', () => {
    expect(operations.flatMap((each) => unprovoked(plan, each))).toEqual([]);
  });
});

test('schema/rest/COMPATIBILITY.md is up to date (`npm run compatibility`)', () => {
  expect(committedTable()).toBe(tableOf(plans));
});

function scopeFaults({ described, operation }: OperationPlan): string[] {
  const listed = described.scopes.join(' ');
  return listed === operation.scope
    ? []
    : [`${described.id} lists the scopes ${listed}, not ${operation.scope}`];
}

/** Returns the violations of a response's example against its own schema. */
function exampleFaults(
  { described: { id, path, method, answers } }: OperationPlan,
  contract: Contract,
): string[] {
  return Object.entries(answers).flatMap(([status, { content }]) => {
    const example = content['application/json']?.example;
    if (example === undefined) return [];
    const fault = contract.faults(path, method, Number(status), example);
    return fault === null ? [] : [`the example of ${id} ${status}: ${fault}`];
  });
}

/**
 * Returns the listed statuses that no case has, and the listed codes, if the dialect's errors have
 * codes.
 */
function unprovoked({ documented }: Plan, each: OperationPlan): string[] {
  const { described, operation } = each;
  const provoked = failuresIn(each);
  const accepted = {
    ...operation.unprovoked,
    ...(operation.withoutFault ? { 500: '' } : {}),
    503: 'needs PostgreSQL to be away: test/e2e/database-away.test.ts',
  };
  const hasCodes = Object.values(documented.failures).every(([, code]) => /^\w+$/.test(code));
  return Object.entries(described.answers)
    .filter(([status]) => Number(status) >= 400 && !(status in accepted))
    .flatMap(([status, { description }]) => {
      const codes = provoked.filter(([given]) => given === Number(status)).map(([, code]) => code);
      if (codes.length === 0) return [`${described.id} ${status} (${description})`];
      const listed = hasCodes && /^[\w, ]+$/.test(description) ? description.split(', ') : [];
      return listed
        .filter((code) => !codes.includes(code) && !(code in accepted))
        .map((code) => `${described.id} ${status} ${code}`);
    });
}
