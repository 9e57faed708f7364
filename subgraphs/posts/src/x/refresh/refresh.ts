import { UpstreamError } from '@tributary/kit/http-client';
import type { XContext } from '../context.ts';
import { type DueAccount, listDue } from '../data/x-refreshes.ts';
import { type Read, type Reading, readAccount } from './read-account.ts';
import { waitsWithin } from './spending.ts';

/** What was asked of X: `XFetch` of the SDL. */
export interface Fetched {
  endpoints: string[];
  requests: number;
  posts: number;
  /** Dollars. */
  cost: number;
  steps: string[];
}

/** An account is asked again after so long, in milliseconds. */
const FRESH = 5 * 60_000;
/** Accounts that one request may refresh. */
const MOST_ACCOUNTS = 5;
/**
 * How long one request waits for money that other requests hold, in milliseconds: well within any
 * deadline.
 */
const LONGEST_WAIT = 3_000;
const MILLION = 1_000_000;

type RefreshContext = Pick<XContext, 'x' | 'dailyCap' | 'log' | 'signal' | 'lasting'>;

/**
 * Asks X for what is new of followed accounts, one or all, that nobody has asked about for five
 * minutes. What goes wrong is told in the steps and never fails the answer: the store has what it
 * has.
 */
export async function refresh(
  { x, dailyCap, log, signal, lasting }: RefreshContext,
  accountId: number | null,
  now: Date,
): Promise<Fetched> {
  const done: Fetched = { endpoints: [], requests: 0, posts: 0, cost: 0, steps: [] };
  if (!x) {
    done.steps.push('No key of the X API is configured: only stored posts are served.');
    return done;
  }
  // What X was paid for is kept, also when who asked for it is gone.
  const scope = lasting();
  const since = new Date(now.getTime() - FRESH);
  const due = await listDue(scope, accountId, since, MOST_ACCOUNTS);
  if (due.length === 0) done.steps.push('X was asked less than five minutes ago: stored posts are served.');
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
      clock: () => new Date(),
      wait: waitsWithin(LONGEST_WAIT, signal),
    },
    asking(endpoint) {
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
  const tell = (what: string) => done.steps.push(`@${account.username}: ${what}`);
  try {
    await readAccount(reading, account, read);
    tell(WORDS[read.outcome](read.posts));
  } catch (error) {
    if (!(error instanceof UpstreamError)) throw error;
    log.warn({ err: error, account: account.username }, 'X was not read');
    tell(`X could not be read (${error.fault}): stored posts are served.`);
  } finally {
    done.posts += read.posts;
  }
}

const WORDS: Readonly<Record<Read['outcome'], (posts: number) => string>> = {
  done: (posts) => `X gave ${posts} new posts.`,
  cut: (posts) => `X gave ${posts} new posts, and has older ones that today's cap leaves out.`,
  interrupted: (posts) =>
    `X gave ${posts} new posts, and has older ones; other requests hold what is left of today's cap for now.`,
  busy: () => "other requests hold what is left of today's cap on spending for now: stored posts are served.",
  capped: () => "today's cap on spending leaves too little for another call: stored posts are served.",
  claimed: () => 'is being asked by another request.',
  unknown: () => 'X has no such account.',
};
