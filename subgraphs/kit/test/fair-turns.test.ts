import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FairTurns, type TurnLimits, type TurnOwner } from '../src/postgres/connection/fair-turns.ts';

const LIMITS: TurnLimits = { total: 4, workspace: 3, request: 2, waiting: 100, wait: 60_000 };

function owner(workspaceId: string, patient = false): TurnOwner {
  return { workspaceId, patient };
}

/** Requests a turn; returns an object that shows whether it was granted. */
function take(turns: FairTurns, by: TurnOwner) {
  const state = { granted: false, refused: undefined as unknown };
  Promise.resolve(turns.take(by)).then(
    () => {
      state.granted = true;
    },
    (error) => {
      state.refused = error;
    },
  );
  return state;
}

const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('connections in turns', () => {
  test('do not exceed the limits of a request and a workspace; the others wait', async () => {
    const turns = new FairTurns(LIMITS);
    const [one, other] = [owner('a'), owner('a')];
    const taken = [one, one, one, other, other].map((by) => take(turns, by));
    await settled();
    expect(taken.map(({ granted }) => granted)).toEqual([true, true, false, true, false]);
    expect(turns.waiting).toBe(2);
  });

  test('alternate between workspaces, and between the requests of one', async () => {
    const turns = new FairTurns({ ...LIMITS, total: 1 });
    const order: string[] = [];
    const owners = { a: owner('a'), a2: owner('a'), b: owner('b'), c: owner('c') };
    const wait = (name: keyof typeof owners) =>
      Promise.resolve(turns.take(owners[name])).then(
        () => order.push(name),
        () => {},
      );
    for (const name of ['a', 'a', 'a', 'a2', 'b', 'b', 'c'] as const) wait(name);
    await settled();
    for (let round = 0; round < 6; round++) {
      turns.release(owners[order.at(-1) as keyof typeof owners]);
      await settled();
    }
    expect(order).toEqual(['a', 'a', 'b', 'c', 'a2', 'b', 'a']);
  });

  test('are refused as UNAVAILABLE if too many statements of the workspace wait, and only there', async () => {
    const turns = new FairTurns({ ...LIMITS, total: 2, waiting: 1 });
    const a = owner('a');
    const taken = [a, a, a, a].map((by) => take(turns, by));
    const other = take(turns, owner('b'));
    const patient = take(turns, owner('a', true));
    await settled();
    expect(taken[3]!.refused).toMatchObject({ code: 'UNAVAILABLE', details: { retryAfter: 1 } });
    expect([taken[2]!.refused, other.refused, patient.refused]).toEqual([undefined, undefined, undefined]);
  });

  test('are refused as UNAVAILABLE after the longest wait, except for work that waits without a limit', async () => {
    const turns = new FairTurns({ ...LIMITS, total: 1, wait: 1 });
    const holder = owner('a');
    turns.take(holder);
    const patient = take(turns, owner('a', true));
    await expect(turns.take(owner('a'))).rejects.toMatchObject({ code: 'UNAVAILABLE' });
    expect(patient).toEqual({ granted: false, refused: undefined });
    turns.release(holder);
    await settled();
    expect(patient.granted).toBe(true);
  });

  test('are not reserved for a request that has ended', async () => {
    const turns = new FairTurns({ ...LIMITS, total: 1 });
    const [holder, gone, next] = [owner('a'), owner('a'), owner('b')];
    turns.take(holder);
    const abandoned = [take(turns, gone), take(turns, gone)];
    const following = take(turns, next);
    turns.abandon(gone, new Error('gone'));
    turns.release(holder);
    await settled();
    expect(abandoned.map(({ refused }) => (refused as Error).message)).toEqual(['gone', 'gone']);
    expect([following.granted, turns.waiting]).toEqual([true, 0]);
  });

  test('never exceed a limit, and none is idle while another request may use it', async () => {
    const step = fc.record({
      workspace: fc.constantFrom('a', 'b', 'c'),
      request: fc.nat(2),
      release: fc.boolean(),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
        const turns = new FairTurns(LIMITS);
        const owners = new Map<string, TurnOwner>();
        const held: TurnOwner[] = [];
        const waiting: TurnOwner[] = [];
        for (const { workspace, request, release } of steps) {
          const name = `${workspace}${request}`;
          const by = owners.get(name) ?? owner(workspace);
          owners.set(name, by);
          if (release && held.length > 0) turns.release(held.splice(request % held.length, 1)[0]!);
          else {
            waiting.push(by);
            const granted = () => {
              waiting.splice(waiting.indexOf(by), 1);
              held.push(by);
            };
            Promise.resolve(turns.take(by)).then(granted, () => {});
          }
          await settled();
          const count = (fits: (by: TurnOwner) => boolean) => held.filter(fits).length;
          const room = (by: TurnOwner) =>
            held.length < LIMITS.total &&
            count(({ workspaceId }) => workspaceId === by.workspaceId) < LIMITS.workspace &&
            count((each) => each === by) < LIMITS.request;
          expect(held.length).toBeLessThanOrEqual(LIMITS.total);
          for (const by of held) {
            expect(count(({ workspaceId }) => workspaceId === by.workspaceId)).toBeLessThanOrEqual(
              LIMITS.workspace,
            );
            expect(count((each) => each === by)).toBeLessThanOrEqual(LIMITS.request);
          }
          expect(waiting.filter(room)).toEqual([]);
          expect(turns.waiting).toBe(waiting.length);
        }
      }),
      { numRuns: 60 },
    );
  });
});
