import { withFailures } from '@tributary/kit';

/** Runs a mutation; maps its expected failures to members of the result union. */
export function expected<Result>(work: () => Promise<Result>) {
  return withFailures(work, [
    'INVALID_INPUT',
    'NOT_FOUND',
    'CONFLICT',
    'PLAN_REQUIRED',
    'QUOTA_EXCEEDED',
    'MODEL_REQUIRED',
  ]);
}
