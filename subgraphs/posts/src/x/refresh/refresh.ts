import { UpstreamError } from '@tributary/kit/http-client';
import type { XContext } from '../context.ts';
import { type DueAccount, listDue } from '../data/x-refreshes.ts';
import { type Read, type Reading, readAccount } from './read-account.ts';
import { waitsWithin } from './spending.ts';

/** Requests made to X, as `XFetch` in the SDL. */
export interface Fetched {
  endpoints: string[];
  requests: number;
  posts: number;
  /** Dollars. */
  cost: number;
  steps: string[];
}

/** Minimum interval between refreshes of an account, in milliseconds. */
const FRESH = 5 * 60_000;
/** Maximum number of accounts refreshed per request. */
const MOST_ACCOUNTS = 5;
/**
 * Maximum time a request waits for money held by other requests, in milliseconds: well within any
 * deadline.
 */
const LONGEST_WAIT = 3_000;
const MILLION = 1_000_000;

type RefreshContext = Pick<XContext, 'x' | 'dailyCap' | 'log' | 'clock' | 'signal' | 'lasting'>;

/**
 * Fetches new posts from X for followed accounts (one or all) that have not been refreshed within
 * five minutes. Upstream failures are reported in `steps` and never fail the request, which then
 * serves stored posts.
 */
export async function refresh(
  { x, dailyCap, log, clock, signal, lasting }: RefreshContext,
  accountId: number | null,
): Promise<Fetched> {
  const done: Fetched = { endpoints: [], requests: 0, posts: 0, cost: 0, steps: [] };
  if (!x || dailyCap === 0) {
    const reason = x ? 'The daily cap on spending for X is 0' : 'No token of the X API is configured';
    done.steps.push(`${reason}: only stored posts are served.`);
    return done;
  }
  // Posts that X charged for are stored even if the caller has disconnected.
  const scope = lasting();
  const now = new Date(clock());
  const since = new Date(now.getTime() - FRESH);
  const due = await listDue(scope, accountId, since, MOST_ACCOUNTS);
  if (due.length === 0) done.steps.push('X was queried less than five minutes ago: stored posts are served.');
  let cost = 0;
  const charged = (amount: number) => {
    cost += amount;
    x.charged(amount / MILLION);
  };
  const reading: Reading = {
    x,
    signal,
    at: { now, since },
    budget: {
      scope,
      day: now.toISOString().slice(0, 10),
      cap: dailyCap,
      charged,
      now: () => new Date(clock()),
      wait: waitsWithin(LONGEST_WAIT, signal),
    },
    onRequest(endpoint) {
      if (!done.endpoints.includes(endpoint)) done.endpoints.push(endpoint);
      done.requests++;
    },
  };
  for (const account of due) await refreshAccount(reading, account, done, log);
  done.cost = cost / MILLION;
  return done;
}

async function refreshAccount(
  reading: Reading,
  account: DueAccount,
  done: Fetched,
  log: RefreshContext['log'],
): Promise<void> {
  const read: Read = { posts: 0, outcome: 'done' };
  const addStep = (what: string) => done.steps.push(`@${account.username}: ${what}`);
  try {
    await readAccount(reading, account, read);
    addStep(WORDS[read.outcome](read.posts));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ err: error, account: account.username }, 'X was not read');
    addStep(`X could not be read (${error.fault}): stored posts are served.`);
  } finally {
    done.posts += read.posts;
  }
}

const WORDS: Readonly<Record<Read['outcome'], (posts: number) => string>> = {
  done: (posts) => `X returned ${posts} new posts.`,
  cut: (posts) => `X returned ${posts} new posts; today's spending cap excludes older ones.`,
  interrupted: (posts) =>
    `X returned ${posts} new posts and has older ones; other requests hold the rest of today's cap.`,
  busy: () => "other requests hold the rest of today's spending cap: stored posts are served.",
  capped: () => "the rest of today's spending cap is too small for another call: stored posts are served.",
  claimed: () => 'is being refreshed by another request.',
  unknown: () => 'X has no such account.',
};
