import type { Pool } from 'pg';
import { type Job as BossJob, PgBoss } from 'pg-boss';
import type { Logger } from './log.ts';

/** Work done outside a request: queued on PostgreSQL, run by one process at a time, tried again when it fails. */
export interface Job<Services> {
  /** Unique in the whole system: `posts.rescore`. */
  readonly name: string;
  /** Cron expression in UTC, when the job runs by the clock. */
  readonly schedule?: string;
  /** Whether one is also queued at every start (never two at once). */
  readonly atStart?: boolean;
  readonly run: (services: Services, options: { data: unknown; signal: AbortSignal }) => Promise<void>;
}

/** A job together with what it runs on. */
export interface BoundJob {
  readonly name: string;
  readonly schedule?: string | undefined;
  readonly atStart?: boolean | undefined;
  readonly run: (options: { data: unknown; signal: AbortSignal }) => Promise<void>;
}

export interface Jobs {
  stop(): Promise<void>;
}

const RETRIES = { retryLimit: 5, retryDelay: 5, retryBackoff: true } as const;

/** Starts working on `jobs`. The queue lives in the PostgreSQL schema `jobs`; several processes share it. */
export async function startJobs(pool: Pool, jobs: readonly BoundJob[], log: Logger): Promise<Jobs> {
  const boss = new PgBoss({
    schema: 'jobs',
    db: {
      executeSql: async (text: string, values?: unknown[]) => pool.query(text, values) as never,
    },
  });
  boss.on('error', (error) => log.error({ err: error }, 'the job queue has failed'));
  await boss.start();
  for (const job of jobs) await startJob(boss, job, log);
  return { stop: () => boss.stop({ graceful: true, timeout: 8_000 }) };
}

async function startJob(boss: PgBoss, job: BoundJob, log: Logger): Promise<void> {
  // `singleton`: at most one active and one waiting of each name, however many processes ask.
  await boss.createQueue(job.name, { policy: 'singleton', ...RETRIES });
  await boss.work(job.name, { includeMetadata: false }, async ([active]: BossJob<unknown>[]) => {
    const started = performance.now();
    try {
      await job.run({ data: active!.data, signal: active!.signal });
      log.info({ job: job.name, seconds: (performance.now() - started) / 1_000 }, 'job done');
    } catch (error) {
      log.error({ err: error, job: job.name }, 'job failed');
      throw error;
    }
  });
  if (job.schedule) await boss.schedule(job.name, job.schedule, null, { tz: 'UTC' });
  if (job.atStart) await boss.send(job.name, {}, { singletonKey: 'start' });
}
