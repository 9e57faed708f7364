import { setTimeout } from 'node:timers/promises';
import { checkInterrupted, type Server } from '../harness/children.ts';
import type { BenchWorkspace } from '../harness/database.ts';
import { ask, graphqlRequest } from '../harness/load.ts';
import { keyed } from '../harness/product.ts';
import { say } from '../harness/report.ts';
import { MENTION_PAGE, type Read } from './reads.ts';

/** The measured times of one kind of request. */
export interface Timed {
  readonly name: string;
  readonly p50: number;
  readonly p95: number;
  readonly aim: number | null;
  /** Number of rows in the response. */
  readonly rows: number;
}

/** The server, and the workspace that is asked. */
export interface World {
  readonly server: Server;
  readonly workspace: BenchWorkspace;
}

/** How often a read is timed: so many times, or for so many seconds if it is slow. */
export interface Repetition {
  readonly rounds: number;
  readonly seconds: number;
}

const WARM_UP = 2;
const FEWEST = 3;
/**
 * Pause between the requests beside some work, in milliseconds: a reader without pauses would take
 * most of a core from it.
 */
const PAUSE = 100;

/**
 * Times reads one after the other. A read that fails is added to `failures` and left out, so that
 * the others are still measured.
 */
export async function timeReads(
  world: World,
  reads: readonly Read[],
  repetition: Repetition,
  failures: string[],
): Promise<Timed[]> {
  const timed: Timed[] = [];
  for (const read of reads)
    try {
      const measured = await timeRead(world, read, repetition);
      timed.push(measured);
      say(line(measured));
    } catch (error) {
      checkInterrupted();
      const failure = `${read.name}: ${(error as Error).message}`;
      failures.push(failure);
      say(`  FAILED ${failure}`);
    }
  return timed;
}

function line({ name, p50, p95, aim, rows }: Timed): string {
  const missed = aim !== null && p95 > aim ? '  MISSED' : '';
  return `  ${p50.toFixed(1).padStart(8)} ${p95.toFixed(1).padStart(8)} ms  ${name} (${rows} rows)${missed}`;
}

/** Sends a request one at a time. */
async function timeRead(
  world: World,
  { name, request, aim, needsRows }: Read,
  { rounds, seconds }: Repetition,
): Promise<Timed> {
  const end = performance.now() + seconds * 1_000;
  const times: number[] = [];
  let rows = 0;
  for (let round = -WARM_UP; round < rounds; round++) {
    if (times.length >= FEWEST && performance.now() > end) break;
    const started = performance.now();
    rows = rowsOf(await asked(world, request));
    if (needsRows && rows === 0) throw new Error('The response is empty.');
    if (round >= 0 || performance.now() > end) times.push(performance.now() - started);
  }
  return { name, ...quantiles(times), aim, rows };
}

/** Sends a request ten times a second until some work ends; returns the times and its result. */
export async function timeBeside<Result>(
  world: World,
  { name, request }: Read,
  work: () => Promise<Result>,
): Promise<{ readonly timed: Timed; readonly result: Result }> {
  const times: number[] = [];
  let ended = false;
  const working = work().finally(() => {
    ended = true;
  });
  let rows = 0;
  while (!ended) {
    const started = performance.now();
    rows = rowsOf(await asked(world, request));
    times.push(performance.now() - started);
    await setTimeout(PAUSE);
  }
  return { timed: { name, ...quantiles(times), aim: null, rows }, result: await working };
}

/** Returns the cursor behind so many mentions, by date. */
export async function cursorBehind(world: World, count: number): Promise<string> {
  let after: string | undefined;
  for (let read = 0; read < count; ) {
    const first = Math.min(100, count - read);
    const variables = { sort: 'DATE', order: 'DESC', first, after };
    const page = (await asked(world, graphqlRequest(WITHOUT_TOTAL, variables))) as {
      data: { mentions: { pageInfo: { endCursor: string } } };
    };
    after = page.data.mentions.pageInfo.endCursor;
    read += first;
  }
  return after!;
}

const WITHOUT_TOTAL = MENTION_PAGE.replace('totalCount totalCountIsExact', '');

/** Sends a request with the keys of the workspace in turn; throws for errors of the graph. */
export async function asked({ server, workspace }: World, request: Read['request']): Promise<unknown> {
  const response = await ask(server, keyed(request, workspace.keys));
  const { errors } = response as { errors?: readonly { message: string }[] };
  if (errors) throw new Error(errors.map(({ message }) => message).join(' '));
  return response;
}

function quantiles(times: readonly number[]): Pick<Timed, 'p50' | 'p95'> {
  const sorted = times.toSorted((one, other) => one - other);
  const at = (part: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))]!;
  return { p50: at(0.5), p95: at(0.95) };
}

/** The length of the first list in a response. */
function rowsOf(response: unknown): number {
  if (Array.isArray(response)) return response.length;
  if (typeof response !== 'object' || response === null) return 0;
  for (const value of Object.values(response)) {
    const found = rowsOf(value);
    if (found > 0) return found;
  }
  return 0;
}
