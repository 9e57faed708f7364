import { availableParallelism } from 'node:os';
import { parentPort, type ResourceLimits, Worker, workerData } from 'node:worker_threads';

/** Worker threads for CPU-heavy work, so that the main thread continues to serve requests. */
export interface Threads<In, Out> {
  /** Runs the work for one input, once a thread is free. Throws the error of the work. */
  run(input: In): Promise<Out>;
  /** Stops the threads; waiting and running work fails. A later `run` starts new ones. */
  end(): Promise<void>;
}

/** More threads would only use more memory: each loads all modules and data of the work. */
const MOST_THREADS = 4;
/**
 * How long a thread waits for more work before it ends, in milliseconds: a new one needs a second
 * of CPU to load and compile its code and data, an idle one 100 MB of memory.
 */
const IDLE = 60_000;

interface Task<In, Out> {
  readonly input: In;
  readonly resolve: (output: Out) => void;
  readonly reject: (error: unknown) => void;
}

/** The response of a thread. */
type Answer<Out> = { readonly output: Out } | { readonly error: unknown };

/** Limits of threads. */
export interface ThreadLimits {
  /** Maximum number of threads; at most one per core is started in any case. */
  readonly limit?: number;
  /**
   * Memory of each thread. By default V8 lets garbage grow to 100 MB and more before it collects
   * it.
   */
  readonly memory?: ResourceLimits;
  /** How long a thread waits for more work before it ends, in milliseconds; a minute by default. */
  readonly idle?: number;
}

/**
 * Creates threads that run `module`, which calls `serveThread`. They start on demand and do not
 * keep the process running while they are idle. `data` is passed to each.
 */
export function createThreads<In, Out>(
  module: URL,
  data: unknown,
  { limit = MOST_THREADS, memory = {}, idle: patience = IDLE }: ThreadLimits = {},
): Threads<In, Out> {
  const most = Math.min(availableParallelism(), limit);
  const busy = new Map<Worker, Task<In, Out>>();
  /** Idle threads in the order in which they became idle, with the timers that end them. */
  const idle = new Map<Worker, NodeJS.Timeout>();
  const waiting: Task<In, Out>[] = [];

  function start(): Worker {
    const worker = new Worker(module, { workerData: data, resourceLimits: memory });
    worker.on('message', (answer: Answer<Out>) => {
      const task = busy.get(worker)!;
      busy.delete(worker);
      rest(worker);
      if ('error' in answer) task.reject(answer.error);
      else task.resolve(answer.output);
      next();
    });
    worker.on('error', (error) => lose(worker, error));
    worker.on('exit', () => lose(worker, new Error('A thread has ended before its work.')));
    return worker;
  }
  function rest(worker: Worker): void {
    worker.unref();
    const timer = setTimeout(() => {
      leave(worker);
      worker.terminate();
    }, patience);
    idle.set(worker, timer.unref());
  }
  /** Takes the thread that was busy last, so that one that is not needed ends. */
  function wake(): Worker | undefined {
    const worker = [...idle.keys()].at(-1);
    if (worker) leave(worker);
    return worker;
  }
  function leave(worker: Worker): void {
    clearTimeout(idle.get(worker));
    idle.delete(worker);
  }
  function lose(worker: Worker, error: unknown): void {
    busy.get(worker)?.reject(error);
    busy.delete(worker);
    leave(worker);
    next();
  }
  function next(): void {
    while (waiting.length > 0 && (idle.size > 0 || busy.size < most)) {
      const worker = wake() ?? start();
      const task = waiting.shift()!;
      try {
        worker.postMessage(task.input);
        worker.ref();
        busy.set(worker, task);
      } catch (error) {
        // A value that cannot be cloned was never sent.
        rest(worker);
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
      await Promise.all([...idle.keys(), ...busy.keys()].map((worker) => worker.terminate()));
    },
  };
}

/**
 * Opens the work inside a thread with the data of {@link createThreads}, and runs it for each
 * input.
 */
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
