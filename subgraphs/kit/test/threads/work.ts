import { threadId } from 'node:worker_threads';
import { serveThread } from '@tributary/kit/text';

/** What the thread of `threads.test.ts` is asked. */
export type Question = { double: number } | { fail: string } | { die: number } | { never: true };

/** Doubles numbers, and does the worst that work can do to its thread. */
serveThread(({ offset }: { offset: number }) => (question: Question) => {
  if ('double' in question) return { thread: threadId, value: offset + 2 * question.double };
  if ('fail' in question) throw new Error(question.fail);
  if ('die' in question) process.exit(question.die);
  return new Promise(() => {});
});
