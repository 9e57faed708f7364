import { setTimeout } from 'node:timers/promises';
import type { Pool } from 'pg';
import { type Clock, type JobWithMetadata, PgBoss, systemClock } from 'pg-boss';
import type { Logger } from '../core/log.ts';

/** Work done outside a request: queued on PostgreSQL, run by one process at a time, tried again when it fails. */
export interface Job<Services, Resources = unknown> {
  /** Unique in the whole system: `posts.rescore`. */
  readonly name: string;
  /** Cron expression in UTC, when the job runs by the clock. */
  readonly schedule?: string;
  /** Whether one is also queued at every start (never two at once). */
  readonly atStart?: boolean;
  /**
   * Whether it runs in every process for as long as the process does, and finds its work itself: for work whose rows are
   * its queue. It ends soon after its signal; when it fails it is begun again.
   */
  readonly always?: boolean;
  /** `resources` are the subgraph's own, which its requests have as well. */
  readonly run: (services: Services, options: JobOptions, resources: Resources) => Promise<void>;
}

/** What one run of a job is told. */
export interface JobOptions {
  /** What it was queued with. */
  readonly data: unknown;
  readonly signal: AbortSignal;
  /** Whether it is not tried again when it fails now. */
  readonly lastAttempt: boolean;
}

/** A job together with what it runs on. */
export interface BoundJob {
  readonly name: string;
  readonly schedule?: string | undefined;
  readonly atStart?: boolean | undefined;
  readonly always?: boolean | undefined;
  readonly run: (options: JobOptions) => Promise<void>;
}

/** Takes work for later. */
export interface JobQueue {
  /** Queues a job of this name; of one key at most one waits at a time, and a second is not queued. */
  send(name: string, data: object, options?: { key?: string; startAfter?: Date }): Promise<void>;
}

/** The queue of subgraphs that are opened before the jobs start; bound when they have. */
export function jobQueue(): JobQueue & { bind(jobs: JobQueue): void } {
  let bound: JobQueue | undefined;
  return {
    bind: (jobs) => {
      bound = jobs;
    },
    send(...job) {
      if (!bound) throw new Error('There is no job queue here.');
      return bound.send(...job);
    },
  };
}

export interface Jobs extends JobQueue {
  stop(): Promise<void>;
}

/** How long work that has begun is waited for at the end, in milliseconds. */
const GRACE = 8_000;
/** How long a job that always runs is left alone when it has failed, in milliseconds. */
const PAUSE = 1_000;
const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true } as const;
/**
 * A job may take hours over much data; whether its process is still alive is told by its heartbeat, without which it is tried
 * again. By pg-boss' default a job is begun a second time after 15 minutes, beside the first.
 */
const LIFETIME = { expireInSeconds: 12 * 3_600, heartbeatSeconds: 60 } as const;

/**
 * Starts working on `jobs`. The queue lives in the PostgreSQL schema `jobs`; several processes share it. `clock` has the timers of
 * polls and heartbeats.
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
  try {
    await boss.start();
    for (const job of jobs) if (!job.always) await startJob(boss, job, log);
  } catch (error) {
    // Otherwise the queue goes on polling a pool that is about to be closed, and the process never ends.
    await boss.stop({ graceful: false }).catch(() => {});
    throw error;
  }
  const stopping = new AbortController();
  const always = jobs.filter((job) => job.always).map((job) => keepRunning(job, stopping.signal, log));
  return {
    async send(name, data, { key, startAfter } = {}) {
      await boss.send(name, data, {
        ...(key ? { singletonKey: key } : {}),
        ...(startAfter ? { startAfter } : {}),
      });
    },
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

/** Runs a job until `signal`. */
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

async function startJob(boss: PgBoss, job: BoundJob, log: Logger): Promise<void> {
  // `stately`: at most one active and one waiting of each name and key, however many processes ask.
  await boss.createQueue(job.name, { policy: 'stately', ...RETRIES, ...LIFETIME });
  // A queue that an older version made keeps its options when it is created again.
  await boss.updateQueue(job.name, { ...RETRIES, ...LIFETIME });
  await boss.work(job.name, { includeMetadata: true }, async ([active]: JobWithMetadata<unknown>[]) => {
    const started = performance.now();
    try {
      const { data, signal, retryCount, retryLimit } = active!;
      await job.run({ data, signal, lastAttempt: retryCount >= retryLimit });
      log.info({ job: job.name, seconds: (performance.now() - started) / 1_000 }, 'job done');
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed');
      throw error;
    }
  });
  if (job.schedule) await boss.schedule(job.name, job.schedule, null, { tz: 'UTC' });
  if (job.atStart) await boss.send(job.name, {});
}
