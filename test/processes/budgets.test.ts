import { type ChildProcess, spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { openTestDatabase, type TestDatabase } from '@tributary/kit/testing';
import { scheduleOf } from '../../subgraphs/listening/src/data/sources/budgets.ts';

const PROGRAM = fileURLToPath(new URL('take-budget.ts', import.meta.url));
const PROCESSES = 3;
const ATTEMPTS = 100;

let database: TestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.stop());

/** Starts a process that waits until something is written to its standard input. */
async function startTaker(workspaceId: string): Promise<ChildProcess> {
  const args = [PROGRAM, database.url, workspaceId, String(ATTEMPTS)];
  const child = spawn(process.execPath, args, { stdio: ['pipe', 'pipe', 'inherit'] });
  await once(child.stdout!, 'data');
  return child;
}

test('quotas and caps hold over three processes that take at the same time', async () => {
  const workspaceId = randomUUID();
  const takers = await Promise.all(Array.from({ length: PROCESSES }, () => startTaker(workspaceId)));
  const outputs = takers.map((child) => text(child.stdout!));
  for (const child of takers) child.stdin!.write('go\n');
  const taken: { units: number; charges: number }[] = (await Promise.all(outputs)).map((output) =>
    JSON.parse(output),
  );
  const sum = (name: 'units' | 'charges') => taken.reduce((total, each) => total + each[name], 0);
  expect(sum('units')).toBe(scheduleOf({ units: 200, windowMs: 60_000 }).burst);
  expect(sum('charges')).toBe(40);
});
