import type { Logger } from '@tributary/kit';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { failureOf, findMatches, recordSeen, type SourceReader } from '@tributary/listening';
import { BudgetError, type Item } from '@tributary/platforms';
import { eraseMentions } from '../data/mention-tombstones.ts';
import { updateRun } from '../data/runs/run-progress.ts';
import type { Run } from '../data/runs/runs.ts';
import type { RunPart, RunRequest, Tables } from '../data/tables.ts';
import { writeMentionsWithin } from '../data/write/write-mentions.ts';
import type { Ingestion } from '../ingest/ingest.ts';
import type { NewMention } from '../mention.ts';
import { foundMention } from './found-mention.ts';
import { shareOf } from './run-parts.ts';

/** What collecting the mentions of a run needs. */
export interface Collecting {
  readonly scope: Scope<Tables>;
  readonly clock: () => number;
  readonly log: Logger;
  readonly run: Run & { readonly request: RunRequest; readonly readingId: string };
  readonly reader: SourceReader;
  readonly ingestion: Pick<Ingestion, 'prepare'>;
}

const DAY = 86_400_000;
/** Days before a run that it searches, unless it names the first day. */
const DAYS = 30;
/** Maximum number of pages of one search, in case most of its results do not match. */
const MOST_PAGES = 50;
/** Attempts to read a page or a post before it is given up. */
const MOST_FAILURES = 3;
/** Pause after the first failure, in milliseconds; it doubles. */
const PAUSE = 5_000;
/** A run does not wait longer than this for a used-up budget, in milliseconds. */
const LONGEST_WAIT = 15 * 60_000;

/** What one reading of a part has found, and the part after it. */
interface Reading {
  readonly items: readonly Item[];
  readonly next: RunPart;
  /** Whether the platform has said that the post does not exist. */
  readonly isMissing: boolean;
}

/**
 * Reads the next page of a search, or a post, and stores what it finds with the progress in one
 * transaction: after a crash the reading is repeated, and nothing counts twice. Returns all parts.
 */
export async function collectPart(
  collecting: Collecting,
  parts: readonly RunPart[],
  part: RunPart,
  signal: AbortSignal,
): Promise<readonly RunPart[]> {
  const { run, clock, ingestion } = collecting;
  const { reading, mentions } = await readPart(collecting, parts, part, signal);
  const analysed = await ingestion.prepare(mentions);
  return inTransaction(collecting.scope, async (inside) => {
    const now = new Date(clock());
    const { datasetId, createdAt: at } = run;
    await writeMentionsWithin(inside, { id: run.id, datasetId, at, clock }, analysed);
    const seen = { queryId: run.readingId, consumer: 'dataset' } as const;
    const fresh = await recordSeen(inside, seen, reading.items, now);
    // A mention that an earlier run has found, if its platform has the same id in its addresses.
    const gone = reading.isMissing ? [{ source: part.platform, externalId: part.target }] : [];
    await eraseMentions(inside, gone, now);
    const after = { ...reading.next, found: part.found + fresh };
    const all = parts.map((each) => (each === part ? after : each));
    const mentionsCount = all.reduce((sum, { found }) => sum + found, 0);
    await updateRun(inside, run.id, { parts: all, mentionsCount });
    return all;
  });
}

/** Reads a part; a failure becomes a reading without items, whose part waits or has failed. */
async function readPart(
  collecting: Collecting,
  parts: readonly RunPart[],
  part: RunPart,
  signal: AbortSignal,
): Promise<{ reading: Reading; mentions: NewMention[] }> {
  const { run, clock, log } = collecting;
  try {
    const reading =
      part.kind === 'search'
        ? await readPage(collecting, part, shareOf(part, parts, run.request.count), signal)
        : await readPost(collecting, part, signal);
    return await withComments(collecting, reading, signal);
  } catch (error) {
    if (signal.aborted) throw error;
    const failure = failureOf(error, part.failures, PAUSE, clock());
    const where = { runId: run.id, platform: part.platform };
    log.warn({ ...failure.logged, ...where }, 'reading for a run has failed');
    const next = afterFailure(part, error, failure, clock());
    return { reading: { items: [], next, isMissing: false }, mentions: [] };
  }
}

async function readPage(
  { run, reader }: Collecting,
  part: RunPart,
  most: number,
  signal: AbortSignal,
): Promise<Reading> {
  const { query, language, from, to } = run.request;
  const since = from ? new Date(`${from}T00:00:00Z`) : new Date(run.createdAt.getTime() - DAYS * DAY);
  const before = to ? Date.parse(`${to}T00:00:00Z`) + DAY : Number.POSITIVE_INFINITY;
  const { platform, target, cursor } = part;
  const batch = await reader.readPage({ platform, search: target, since, cursor }, signal);
  // A vendor's search finds more than the query.
  const languages = language === null ? null : [language];
  const found = findMatches({ query: query!, platforms: null, languages }, batch.items)
    .map(({ item }) => item)
    .filter(({ createdAt }) => createdAt >= since && createdAt.getTime() < before);
  const pages = part.pages + 1;
  const isLast = !batch.more || batch.cursor === cursor || pages >= MOST_PAGES || found.length >= most;
  const progress = { pages, failures: 0, dueAt: null, problem: null };
  return {
    items: found.slice(0, most),
    next: isLast
      ? { ...part, ...progress, state: 'done', cursor: null }
      : { ...part, ...progress, cursor: batch.cursor },
    isMissing: false,
  };
}

async function readPost({ reader }: Collecting, part: RunPart, signal: AbortSignal): Promise<Reading> {
  const { platform, target: id, url } = part;
  const item = await reader.readPost({ platform, id } as Parameters<SourceReader['readPost']>[0], signal);
  const progress = { pages: 1, failures: 0, dueAt: null };
  if (item) {
    const next: RunPart = { ...part, ...progress, state: 'done', problem: null };
    return { items: [item], next, isMissing: false };
  }
  const problem = `${url}: there is no such post, or it is not public.`;
  return { items: [], next: { ...part, ...progress, state: 'failed', problem }, isMissing: true };
}

/**
 * Completes items and reads their comments, if the run collects them. Comments that cannot be read
 * do not fail the run: the problem is noted, and the mention is stored without them.
 */
async function withComments(
  { run, reader }: Collecting,
  reading: Reading,
  signal: AbortSignal,
): Promise<{ reading: Reading; mentions: NewMention[] }> {
  const items = await reader.complete(reading.items, signal);
  const mentions: NewMention[] = [];
  let { problem } = reading.next;
  let isUsedUp = false;
  for (const item of items) {
    let comments: readonly Item[] | null = run.commentsPerPost > 0 ? [] : null;
    // The platform says that there is none, or the budget allows no more requests.
    const isRead = comments !== null && item.metrics.comments !== 0 && !isUsedUp;
    try {
      if (isRead) comments = (await reader.readComments(item, run.commentsPerPost, signal)) ?? [];
    } catch (error) {
      if (signal.aborted) throw error;
      isUsedUp = error instanceof BudgetError;
      problem ??= `Comments could not be read. ${failureOf(error, 0, PAUSE, 0).problem}`;
    }
    const mention = foundMention(item, comments);
    if (mention) mentions.push(mention);
  }
  return { reading: { ...reading, items, next: { ...reading.next, problem } }, mentions };
}

/** Returns a part after a failure: it waits, or is given up. */
function afterFailure(
  part: RunPart,
  error: unknown,
  { problem, pause }: ReturnType<typeof failureOf>,
  now: number,
): RunPart {
  const isBudget = error instanceof BudgetError;
  const failures = part.failures + (isBudget ? 0 : 1);
  const isOver = failures >= MOST_FAILURES || pause > LONGEST_WAIT;
  if (isOver) return { ...part, failures, state: 'failed', dueAt: null, problem };
  return { ...part, failures, dueAt: new Date(now + pause).toISOString(), problem };
}
