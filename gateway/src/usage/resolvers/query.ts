import { DAY, invalidInput } from '@tributary/kit';
import type { Context } from '../context.ts';
import { listOperationUsage, type OperationUsage } from '../data/counts.ts';

interface UsageArguments {
  readonly since?: Date | null;
  readonly first: number;
}

const MOST = 500;
const USUAL_DAYS = 7;

export const Query = {
  clientUsage(_: unknown, { since, first }: UsageArguments, context: Context): Promise<OperationUsage[]> {
    if (first < 1 || first > MOST)
      throw invalidInput('first', `\`first\` must be from 1 to ${MOST}, got ${first}.`);
    const from = since ?? new Date(context.clock() - USUAL_DAYS * DAY);
    return listOperationUsage(context.scope(), { since: from, limit: first });
  },
};
