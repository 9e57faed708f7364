import { availableParallelism } from 'node:os';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { eventually } from '@tributary/kit/testing';
import { createThreads, type Threads } from '@tributary/kit/text';
import type { Question } from './threads/work.ts';

interface Answer {
  thread: number;
  value: number;
}

let threads: Threads<Question, Answer>;

beforeEach(() => {
  threads = createThreads(new URL('threads/work.ts', import.meta.url), { offset: 100 });
});
afterEach(() => threads.end());

test('the next work is done by the same thread, until it has been idle for long enough', async () => {
  const [once, again] = [await threads.run({ double: 1 }), await threads.run({ double: 1 })];
  expect(again.thread).toBe(once.thread);
  const module = new URL('threads/work.ts', import.meta.url);
  const impatient = createThreads<Question, Answer>(module, { offset: 100 }, { idle: 1 });
  const first = await impatient.run({ double: 1 });
  await eventually(async () => {
    const later = await impatient.run({ double: 1 });
    expect(later.value).toBe(102);
    expect(later.thread).not.toBe(first.thread);
  });
  await impatient.end();
});

test('work is done by threads that were opened with the data, and each result goes to its caller', async () => {
  const numbers = Array.from({ length: 40 }, (_, index) => index);
  const answers = await Promise.all(numbers.map((double) => threads.run({ double })));
  expect(answers.map(({ value }) => value)).toEqual(numbers.map((number) => 100 + 2 * number));
  const used = new Set(answers.map(({ thread }) => thread));
  expect(used.has(0)).toBe(false);
  expect(used.size).toBeLessThanOrEqual(Math.min(4, availableParallelism()));
});

test('an error of the work is thrown to its caller, and the thread continues', async () => {
  await expect(threads.run({ fail: 'no such word' })).rejects.toThrow('no such word');
  expect((await threads.run({ double: 1 })).value).toBe(102);
});

test('a thread that ends fails its own work only', async () => {
  const dead = threads.run({ die: 3 });
  const others = Promise.all([1, 2, 3, 4, 5].map((double) => threads.run({ double })));
  await expect(dead).rejects.toThrow('A thread has ended before its work.');
  expect((await others).map(({ value }) => value)).toEqual([102, 104, 106, 108, 110]);
});

test('data that cannot be sent to a thread fails, without affecting other work', async () => {
  // More often than the number of threads.
  for (let times = 0; times < 6; times++)
    await expect(threads.run({ double: (() => 1) as never })).rejects.toThrow('could not be cloned');
  expect((await threads.run({ double: 4 })).value).toBe(108);
});

test('work that runs or waits when the threads are ended fails; later work starts new threads', async () => {
  const work = Array.from({ length: 6 }, () => threads.run({ never: true }));
  const failed = Promise.allSettled(work);
  await threads.end();
  expect((await failed).map(({ status }) => status)).toEqual(Array(6).fill('rejected'));
  expect((await threads.run({ double: 2 })).value).toBe(104);
});
