import { upsertFactsOfX } from '../data/write-x-facts.ts';
import { claimRefresh, type DueAccount, updateAccount } from '../data/x-refreshes.ts';
import type { XPage, XSource } from '../providers/x.ts';
import { DEAREST_POST, LOOKUP, type Resource } from './prices.ts';
import { type Purse, spend } from './spending.ts';

/** How an account is read. */
export interface Reading {
  readonly x: XSource;
  readonly purse: Purse;
  /** Is told each request before it is made. */
  readonly asking: (endpoint: 'user_lookup' | 'user_timeline') => void;
  readonly at: { readonly now: Date; readonly since: Date };
  readonly signal: AbortSignal;
}

/** What came of it. */
export interface Read {
  posts: number;
  outcome: 'done' | 'capped' | 'cut' | 'claimed' | 'unknown';
}

/** Posts that one call may ask for, the most that can be paid: X's own bounds are 5 and 100. */
const SIZES = [100, 50, 25, 10, 5];
/** X itself gives the newest 3,200 posts of an account, and no older ones. */
const MOST_PAGES = 32;

/**
 * Reads what is new of an account, page by page, as long as X has more and the day's cap allows. Each page is stored
 * before the next is asked for; `read` is kept up to date, also where a page fails.
 */
export async function readAccount(reading: Reading, account: DueAccount, read: Read): Promise<void> {
  const { purse } = reading;
  let id = account.externalId;
  let next: string | null = null;
  for (let number = 0; number < MOST_PAGES; number++) {
    const page = await affordable(purse, id ? 0 : LOOKUP, async (size, reads) => {
      if (number === 0 && !(await claimRefresh(purse.scope.db, account.internalId, reading.at)))
        return 'claimed';
      id ??= await lookUp(reading, account, reads);
      return id === null ? 'unknown' : timeline(reading, account, { id, size, next }, reads);
    });
    if (page === null) {
      read.outcome = number === 0 ? 'capped' : 'cut';
      return;
    }
    if (typeof page === 'string') {
      read.outcome = page;
      return;
    }
    await upsertFactsOfX(purse.scope, account, page.posts, reading.at.now);
    read.posts += page.posts.length;
    next = page.next;
    if (next === null) return;
  }
}

/** Makes the largest call that the day's cap still allows; null when it allows none. */
async function affordable<Answer>(
  purse: Purse,
  before: number,
  call: (size: number, reads: Resource[]) => Promise<Answer>,
): Promise<Answer | null> {
  for (const size of SIZES) {
    const made = await spend(purse, before + size * DEAREST_POST, (reads) => call(size, reads));
    if (made) return made.answer;
  }
  return null;
}

async function lookUp({ x, asking, purse, signal }: Reading, account: DueAccount, reads: Resource[]) {
  asking('user_lookup');
  const found = await x.findAccount(account.username, signal);
  if (found === null) return null;
  reads.push(`user:${found.id}`);
  await updateAccount(purse.scope.db, account.internalId, found);
  return found.id;
}

async function timeline(
  { x, asking, signal }: Reading,
  { newestPost }: DueAccount,
  { id, size, next }: { id: string; size: number; next: string | null },
  reads: Resource[],
): Promise<XPage> {
  asking('user_timeline');
  const page = await x.listPosts(id, { since: newestPost, most: size, next }, signal);
  reads.push(...page.reads);
  return page;
}
