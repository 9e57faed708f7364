import type { OwnFailure } from '../../documented.ts';

/** The documented post that opens a thread. */
export const STARTER = '1234567890123456789';
/** When the documented posts were written. */
export const JANUARY = { start_date: '2025-01-01', end_date: '2025-01-31' };

/** The text of the documented post. */
export const DOCUMENTED_TEXT =
  'Just announced a new AI product that will change the way we interact with technology. #AI #Innovation';

/** An account that the workspace does not follow, with the parameter that names it. */
export const notFollowed = (member: string): OwnFailure => ({
  title: 'an account that is not followed',
  sends: { query: { [member]: 'nobody_follows' } },
  failure: [404, 'not_found'],
});
