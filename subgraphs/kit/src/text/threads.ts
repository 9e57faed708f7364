import { availableParallelism } from 'node:os';
import { parentPort, Worker, workerData } from 'node:worker_threads';

/** Work that is done beside the main thread, which goes on serving meanwhile. */
export interface Threads<In, Out> {
  /** Has one piece of work done; those that find no thread free wait for one. Throws what the work has thrown. */
  run(input: In): Promise<Out>;
  /** Ends the threads; what still waits or runs fails. A later `run` starts new ones. */
  end(): Promise<void>;
}

/** More would only hold more memory: each thread loads all that the work needs. */
const MOST_THREADS = 4;

interface Task<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** What a thread answers. */
type Answer<Out> = { readonly output: Out } | { readonly error: unknown };

/**
 * Threads that run `module`, which calls `serveThread`; started as work asks for them, one for each core at most.
 * `data` is what they are opened with.
 */
export function createThreads<In, Out>(module: URL, data: unknown): Threads<In, Out> {
  const most = Math.min(availableParallelism(), MOST_THREADS);
  const busy = new Map<Worker, Task<In, Out>>();
  const idle: Worker[] = [];
  const waiting: Task<In, Out>[] = [];

  function start(): Worker {
    const worker = new Worker(module, { workerData: data });
    worker.on('message', (answer: Answer<Out>) => {
      const task = busy.get(worker)!;
      busy.delete(worker);
      idle.push(worker);
      if ('error' in answer) task.reject(answer.error);
      else task.resolve(answer.output);
      next();
    });
    worker.on('error', (error) => lose(worker, error));
    worker.on('exit', () => lose(worker, new Error('A thread has ended before its work.')));
    return worker;
  }
  function lose(worker: Worker, error: unknown): void {
    busy.get(worker)?.reject(error);
    busy.delete(worker);
    const place = idle.indexOf(worker);
    if (place >= 0) idle.splice(place, 1);
    next();
  }
  function next(): void {
    while (waiting.length > 0 && (idle.length > 0 || busy.size < most)) {
      const worker = idle.pop() ?? start();
      const task = waiting.shift()!;
      try {
        worker.postMessage(task.input);
        busy.set(worker, task);
      } catch (error) {
        // What cannot be copied never reached the thread.
        idle.push(worker);
        task.reject(error);
      }
    }
  }
  return {
    run: (input) =>
      new Promise((resolve, reject) => {
        waiting.push({ input, resolve, reject });
        next();
      }),
    async end() {
      for (const { reject } of waiting.splice(0)) reject(new Error('The threads were ended.'));
      await Promise.all([...idle, ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

/** In a thread: opens the work with what the threads were created with, and does it for each input. */
export function serveThread<Data, In, Out>(open: (data: Data) => (input: In) => Out | Promise<Out>): void {
  const work = open(workerData as Data);
  parentPort!.on('message', async (input: In) => {
    let answer: Answer<Out>;
    try {
      answer = { output: await work(input) };
    } catch (error) {
      answer = { error };
    }
    parentPort!.postMessage(answer);
  });
}
