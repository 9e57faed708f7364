import { threadId } from 'node:worker_threads';
import { serveThread } from '@tributary/kit/text';

/** The input of the thread in `threads.test.ts`. */
export type Question = { double: number } | { fail: string } | { die: number } | { never: true };

/** Doubles numbers, and fails in every way that work can fail in a thread. */
serveThread(({ offset }: { offset: number }) => (question: Question) => {
  if ('double' in question) return { thread: threadId, value: offset + 2 * question.double };
  if ('fail' in question) throw new Error(question.fail);
  if ('die' in question) process.exit(question.die);
  return new Promise(() => {});
});
