import { subscribe } from 'node:diagnostics_channel';
import type { Worker } from 'node:worker_threads';

let next = Promise.withResolvers<void>();

subscribe('worker_threads', (message) => {
  (message as { worker: Worker }).worker.on('message', () => {
    next.resolve();
    next = Promise.withResolvers();
  });
});

/** Resolves when a worker thread of this process next sends the result of some work. */
export function nextThreadResult(): Promise<void> {
  return next.promise;
}
