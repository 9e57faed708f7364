import type { ContextSource } from '@tributary/kit';
import type { Months } from '../data/counts/keys/counted-tops.ts';
import type { Tables } from '../data/tables.ts';
import { countDays } from './count-days.ts';
import { countTops } from './count-tops.ts';

type Source = Pick<ContextSource<Tables>, 'queue' | 'scope'>;

/** Queues the job that counts the days of the caller's workspace. */
export function queueDays(source: Source): Promise<void> {
  const { workspaceId } = source.scope();
  return send(source, countDays.name, {}, workspaceId);
}

/** Queues the job that adds up months of the caller's workspace. */
export function queueMonths(source: Source, months: Months): Promise<void> {
  const { workspaceId } = source.scope();
  return send(source, countTops.name, months, `${workspaceId} ${months.starts} ${months.ends}`);
}

/** Results are right without the job, and the next request queues it again. */
async function send({ queue, scope }: Source, job: string, data: object, key: string): Promise<void> {
  const { workspaceId } = scope();
  await queue.send(job, { workspaceId, ...data }, { key }).catch(() => undefined);
}
