import type { Scope } from '@tributary/kit/postgres';
import { upsertCreators, upsertPosts } from '../data/catalogue.ts';
import { insertHistory } from '../data/history.ts';
import { upsertKnownCreators } from '../data/known-creators.ts';
import { insertCredit } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';
import { toKnown } from '../imports/index.ts';
import { DOLLAR } from '../lookup/index.ts';
import { demoCreators, demoGrowth, demoPosts } from './creators.ts';

/**
 * Fills a demo workspace with the document's creators and posts, weeks of growth, and credit for
 * lookups.
 */
export async function demo(scope: Scope<Tables>, now: Date): Promise<void> {
  const creators = demoCreators(now);
  await upsertCreators(scope, creators);
  await upsertKnownCreators(scope, creators.map(toKnown), { at: now, importId: null });
  await upsertPosts(scope, demoPosts(now));
  await insertHistory(scope, demoGrowth(now), true);
  await insertCredit(scope, 10 * DOLLAR, 'to try it with');
}
