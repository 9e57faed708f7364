import { type Scope, UpstreamError, type UpstreamFault } from '@tributary/kit';
import type { Context } from './context.ts';
import type { Tables } from './data/tables.ts';
import { upsertXPosts } from './data/write-x-posts.ts';
import {
  claimRefresh,
  type DueAccount,
  keepExternalId,
  listDue,
  releaseSpending,
  reserveSpending,
} from './data/x-refreshes.ts';
import type { XSource } from './providers/x.ts';

/** What was asked of X: `XFetch` of the SDL. */
export interface Fetched {
  endpoints: string[];
  requests: number;
  posts: number;
  /** Dollars. */
  cost: number;
  steps: string[];
}

/** X's price list, in millionths of a dollar for each thing that is read. */
const PRICE = { user: 10_000, post: 5_000 };
/** An account is asked again after so long, in milliseconds. */
const FRESH = 5 * 60_000;
/** Accounts that one request may refresh. */
const MOST_ACCOUNTS = 5;
/** Posts that one call may ask for, the most that can be paid: X's own bounds are 5 and 100. */
const SIZES = [100, 25, 5];
const MILLION = 1_000_000;

/** What X certainly did not charge for; of other failures nobody knows, and what was set aside stays spent. */
const FREE: ReadonlySet<UpstreamFault> = new Set(['missing', 'refused', 'credentials', 'limited', 'open']);

type RefreshContext = Pick<Context, 'x' | 'dailyCap' | 'log' | 'signal' | 'lasting'>;

/**
 * Asks X for what is new of followed accounts, one or all, that nobody has asked about for five minutes. What goes
 * wrong is told in the steps and never fails the answer: the store has what it has.
 */
export async function refresh(
  context: RefreshContext,
  accountId: number | null,
  now: Date,
): Promise<Fetched> {
  const done: Fetched = { endpoints: [], requests: 0, posts: 0, cost: 0, steps: [] };
  if (!context.x) {
    done.steps.push('No key of the X API is configured: only stored posts are served.');
    return done;
  }
  const since = new Date(now.getTime() - FRESH);
  const due = await listDue(context.lasting(), accountId, since, MOST_ACCOUNTS);
  if (due.length === 0) done.steps.push('X was asked less than five minutes ago: stored posts are served.');
  for (const account of due)
    await refreshAccount({ ...context, x: context.x }, account, { now, since }, done);
  done.endpoints = [...new Set(done.endpoints)];
  done.cost /= MILLION;
  return done;
}

async function refreshAccount(
  { x, dailyCap, log, signal, lasting }: RefreshContext & { x: XSource },
  account: DueAccount,
  at: { now: Date; since: Date },
  done: Fetched,
): Promise<void> {
  const scope = lasting();
  const day = at.now.toISOString().slice(0, 10);
  const name = `@${account.username}`;
  const lookup = account.externalId ? 0 : PRICE.user;
  const most = await afford(scope, day, lookup, dailyCap);
  if (most === 0) {
    done.steps.push(`${name}: the workspace's spending on X has reached today's cap.`);
    return;
  }
  const reserved = lookup + most * PRICE.post;
  if (!(await claimRefresh(scope.db, account.internalId, at))) {
    await releaseSpending(scope, day, reserved);
    done.steps.push(`${name}: is being asked by another request.`);
    return;
  }
  let spent = 0;
  const begin = (endpoint: string) => {
    done.endpoints.push(endpoint);
    done.requests++;
  };
  try {
    let id = account.externalId;
    if (!id) {
      begin('user_lookup');
      id = await x.findAccount(account.username, signal);
      spent += id ? PRICE.user : 0;
      if (!id) {
        done.steps.push(`${name}: X has no such account.`);
        return;
      }
      await keepExternalId(scope.db, account.internalId, id);
    }
    begin('user_timeline');
    const posts = await x.listPosts({ id, username: account.username }, account.newestPost, most, signal);
    spent += posts.length * PRICE.post;
    await upsertXPosts(scope, account.internalId, posts, at.now);
    done.posts += posts.length;
    done.steps.push(`${name}: X gave ${posts.length} new posts.`);
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ err: error, account: account.username }, 'X was not read');
    if (!FREE.has(error.fault)) spent = reserved;
    done.steps.push(`${name}: X could not be read (${error.fault}): stored posts are served.`);
  } finally {
    done.cost += spent;
    if (spent < reserved) await releaseSpending(scope, day, reserved - spent);
  }
}

/** Sets aside the largest call that the day's cap still allows; how many posts it may ask for, 0 for none. */
async function afford(scope: Scope<Tables>, day: string, lookup: number, cap: number): Promise<number> {
  for (const most of SIZES)
    if (await reserveSpending(scope, day, lookup + most * PRICE.post, cap)) return most;
  return 0;
}
