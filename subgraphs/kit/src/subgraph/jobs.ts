import { setTimeout } from 'node:timers/promises';
import type { Pool } from 'pg';
import {
  type Clock,
  type JobWithMetadata,
  PgBoss,
  type QueueResult,
  type SendOptions,
  systemClock,
} from 'pg-boss';
import type { Logger } from '../core/log.ts';

/**
 * Background work, queued in PostgreSQL, executed by one process at a time and retried when it
 * fails.
 */
export interface Job<Services, Resources = unknown> {
  /** The name, unique among all subgraphs: `posts.rescore`. */
  readonly name: string;
  /**
   * The name in earlier versions. Jobs that are still queued under it are executed as well; its
   * schedule is removed.
   */
  readonly formerName?: string;
  /** The schedule as a cron expression in UTC. */
  readonly schedule?: string;
  /** Whether the job is also queued at every start of a process. */
  readonly atStart?: boolean;
  /**
   * Whether the job runs continuously in every process and finds its work itself, in a table that
   * is its queue. It must end soon after its signal is aborted. It is restarted when it fails.
   */
  readonly always?: boolean;
  /**
   * Opens what the job needs before the jobs of a process start, so that the process does not start
   * if it cannot be opened.
   */
  readonly prepare?: (resources: Resources) => Promise<unknown>;
  /** Executes the job. `resources` are those of the subgraph, shared with its requests. */
  readonly run: (services: Services, options: JobOptions, resources: Resources) => Promise<void>;
}

/** The input of one execution of a job. */
export interface JobOptions {
  /** The data that the job was queued with. */
  readonly data: unknown;
  readonly signal: AbortSignal;
  /** Whether this is the last attempt. */
  readonly lastAttempt: boolean;
}

/** A job bound to the services of its subgraph. */
export interface BoundJob {
  readonly name: string;
  readonly formerName?: string | undefined;
  readonly schedule?: string | undefined;
  readonly atStart?: boolean | undefined;
  readonly always?: boolean | undefined;
  readonly prepare?: (() => Promise<unknown>) | undefined;
  readonly run: (options: JobOptions) => Promise<void>;
}

/** Queues jobs. */
export interface JobQueue {
  /** Queues a job. If a job of the same name and key is waiting, no second one is queued. */
  send(name: string, data: object, options?: { key?: string; startAfter?: Date }): Promise<void>;
}

/**
 * Creates the queue for subgraphs that are opened before the jobs start; bind it once they have.
 */
export function jobQueue(): JobQueue & { bind(jobs: JobQueue): void } {
  let bound: JobQueue | undefined;
  return {
    bind: (jobs) => {
      bound = jobs;
    },
    send(...job) {
      if (!bound) throw new Error('The job queue has not started.');
      return bound.send(...job);
    },
  };
}

export interface Jobs extends JobQueue {
  stop(): Promise<void>;
}

/** How long a stop waits for running jobs, in milliseconds. */
const GRACE = 8_000;
/** Pause before a continuous job is restarted after a failure, in milliseconds. */
const PAUSE = 1_000;
const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true } as const;
/**
 * A job may take hours. Its heartbeat shows that its process is alive; without it, the job is
 * retried. By default pg-boss would start a job a second time after 15 minutes, while the first
 * execution is still running.
 */
const LIFETIME = { expireInSeconds: 12 * 3_600, heartbeatSeconds: 60 } as const;

/**
 * Interval of looking for jobs that nothing in this process has announced, in seconds: those of the
 * schedule, retries, and jobs that another process has left.
 */
const POLL = 5;

/**
 * Starts executing jobs. The queue is in the PostgreSQL schema `jobs` and shared by all processes.
 * `clock` drives polls and heartbeats.
 */
export async function startJobs(
  pool: Pool,
  jobs: readonly BoundJob[],
  log: Logger,
  clock: Clock = systemClock,
): Promise<Jobs> {
  const boss = new PgBoss({
    schema: 'jobs',
    clock,
    db: {
      executeSql: async (text: string, values?: unknown[]) => pool.query(text, values) as never,
    },
  });
  boss.on('error', (error) => log.error({ err: error }, 'the job queue has failed'));
  const workers = new Map<string, string>();
  const send = async (name: string, data: object, options: SendOptions = {}) => {
    await boss.send(name, data, options);
    const worker = workers.get(name);
    if (worker && !options.startAfter) boss.notifyWorker(worker);
  };
  try {
    await boss.start();
    const stored = await readStored(boss);
    for (const job of jobs) {
      if (job.always) continue;
      workers.set(job.name, await startJob(boss, stored, job, log));
      if (job.atStart) await send(job.name, {});
    }
  } catch (error) {
    // Otherwise the queue would keep polling a pool that is about to close, and the process would
    // not exit.
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
  const stopping = new AbortController();
  const always = jobs.filter((job) => job.always).map((job) => keepRunning(job, stopping.signal, log));
  return {
    send: (name, data, { key, startAfter } = {}) =>
      send(name, data, { ...(key ? { singletonKey: key } : {}), ...(startAfter ? { startAfter } : {}) }),
    async stop() {
      stopping.abort();
      const patience = setTimeout(GRACE, undefined, { ref: false });
      await Promise.all([
        boss.stop({ graceful: true, timeout: GRACE }),
        Promise.race([Promise.all(always), patience]),
      ]);
    },
  };
}

/** Executes a job again and again until `signal` is aborted. */
async function keepRunning(job: BoundJob, signal: AbortSignal, log: Logger): Promise<void> {
  while (!signal.aborted) {
    try {
      await job.run({ data: {}, signal, lastAttempt: false });
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed');
      await setTimeout(PAUSE, undefined, { signal }).catch(() => {});
    }
  }
}

/** Queues and schedules that earlier starts have stored. */
interface Stored {
  readonly queues: ReadonlyMap<string, QueueResult>;
  /** Cron expressions by job. */
  readonly schedules: ReadonlyMap<string, string>;
}

async function readStored(boss: PgBoss): Promise<Stored> {
  const [queues, schedules] = await Promise.all([boss.getQueues(), boss.getSchedules()]);
  return {
    queues: new Map(queues.map((queue) => [queue.name, queue])),
    schedules: new Map(schedules.map(({ name, cron }) => [name, cron])),
  };
}

/** Starts executing a job, and returns the id of its worker. */
async function startJob(boss: PgBoss, stored: Stored, job: BoundJob, log: Logger): Promise<string> {
  const execute = async ([active]: JobWithMetadata<unknown>[]) => {
    const started = performance.now();
    try {
      const { data, signal, retryCount, retryLimit } = active!;
      await job.run({ data, signal, lastAttempt: retryCount >= retryLimit });
      log.info({ job: job.name, seconds: (performance.now() - started) / 1_000 }, 'job done');
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed');
      throw error;
    }
  };
  const work = { includeMetadata: true, pollingIntervalSeconds: POLL } as const;
  await storeQueue(boss, stored.queues.get(job.name), job.name);
  const worker = await boss.work(job.name, work, execute);
  // The former queue is not deleted: processes of the earlier version may still be running.
  if (job.formerName && stored.queues.has(job.formerName)) {
    await boss.unschedule(job.formerName);
    await boss.work(job.formerName, work, execute);
  }
  if (job.schedule && stored.schedules.get(job.name) !== job.schedule)
    await boss.schedule(job.name, job.schedule, null, { tz: 'UTC' });
  return worker;
}

/** Creates the queue of a job, or corrects the options that an older version has stored. */
async function storeQueue(boss: PgBoss, queue: QueueResult | undefined, name: string): Promise<void> {
  const options = { ...RETRIES, ...LIFETIME };
  // `stately`: at most one active and one waiting job per name and key, across processes.
  if (!queue) await boss.createQueue(name, { policy: 'stately', ...options });
  else if (Object.entries(options).some(([option, value]) => queue[option as keyof QueueResult] !== value))
    await boss.updateQueue(name, options);
}
