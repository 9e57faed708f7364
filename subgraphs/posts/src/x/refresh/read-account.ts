import { upsertFactsOfX } from '../data/write-x-facts.ts';
import { claimRefresh, type DueAccount, updateAccount } from '../data/x-refreshes.ts';
import { type SpendingBudget, type Spent, spend } from './spending.ts';
import { DEAREST_POST, LOOKUP, type Resource } from './x-prices.ts';
import type { XPage, XSource } from './x-source.ts';

/** Dependencies of reading an account. */
export interface Reading {
  readonly x: XSource;
  readonly budget: SpendingBudget;
  /** Called before each request. */
  readonly onRequest: (endpoint: 'user_lookup' | 'user_timeline') => void;
  readonly at: { readonly now: Date; readonly since: Date };
  readonly signal: AbortSignal;
}

/** Result of reading an account. */
export interface Read {
  posts: number;
  outcome: 'done' | 'busy' | 'capped' | 'cut' | 'interrupted' | 'claimed' | 'unknown';
}

/** Page sizes to try, largest affordable first; X allows 5 to 100. */
const SIZES = [100, 50, 25, 10, 5];
/** X serves only the newest 3,200 posts of an account. */
const MOST_PAGES = 32;

/**
 * Reads new posts of an account page by page, while X has more and the day's cap allows. Stores
 * each page before requesting the next, and keeps `read` up to date even if a page fails.
 */
export async function readAccount(reading: Reading, account: DueAccount, read: Read): Promise<void> {
  const { budget } = reading;
  let id = account.externalId;
  let next: string | null = null;
  for (let number = 0; number < MOST_PAGES; number++) {
    const page = await affordable(budget, id ? 0 : LOOKUP, async (size, reads) => {
      if (number === 0 && !(await claimRefresh(budget.scope.db, account.internalId, reading.at)))
        return 'claimed';
      id ??= await lookUp(reading, account, reads);
      return id === null ? 'unknown' : timeline(reading, account, { id, size, next }, reads);
    });
    if (typeof page === 'string') {
      read.outcome = number === 0 ? page : page === 'busy' ? 'interrupted' : 'cut';
      return;
    }
    if (typeof page.answer === 'string') {
      read.outcome = page.answer;
      return;
    }
    const { posts } = page.answer;
    await upsertFactsOfX(budget.scope, account, posts, reading.at.now);
    read.posts += posts.length;
    next = page.answer.next;
    if (next === null) return;
  }
}

/** Makes the call with the largest page size that the day's cap allows. */
function affordable<Answer>(
  budget: SpendingBudget,
  before: number,
  call: (size: number, reads: Resource[]) => Promise<Answer>,
): Promise<Spent<Answer>> {
  const amounts = SIZES.map((size) => before + size * DEAREST_POST);
  return spend(budget, amounts, (index, reads) => call(SIZES[index]!, reads));
}

async function lookUp({ x, onRequest, budget, signal }: Reading, account: DueAccount, reads: Resource[]) {
  onRequest('user_lookup');
  const found = await x.findAccount(account.username, signal);
  if (found === null) return null;
  reads.push(`user:${found.id}`);
  await updateAccount(budget.scope.db, account.internalId, found);
  return found.id;
}

async function timeline(
  { x, onRequest, signal }: Reading,
  { newestPost }: DueAccount,
  { id, size, next }: { id: string; size: number; next: string | null },
  reads: Resource[],
): Promise<XPage> {
  onRequest('user_timeline');
  const page = await x.listPosts(id, { since: newestPost, most: size, next }, signal);
  reads.push(...page.reads);
  return page;
}
