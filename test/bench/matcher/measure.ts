/**
 * Measures one contestant in a process of its own and prints a JSON line:
 * `node --expose-gc measure.ts '{"contestant":"matcher","queries":1000,"seconds":5}'`.
 */
import { Matcher, parseQuery, readItem } from '@tributary/listening';
import { generatePosts, generateQueries } from './generate.ts';

/** How a run is configured. */
export interface Run {
  readonly contestant: 'matcher' | 'regular expressions';
  readonly queries: number;
  readonly seconds: number;
}

/** The result of a run. */
export interface Result {
  readonly postsPerSecond: number;
  /** Microseconds per post. */
  readonly p50: number;
  readonly p99: number;
  /** Memory of the queries, in MB, after a full collection and some posts. */
  readonly memory: number;
  /** Microseconds to add a query. */
  readonly add: number;
  readonly matchesPerPost: number;
  /** Ids that matched each of the first posts, to compare contestants. */
  readonly first: readonly (readonly string[])[];
}

const COMPARED = 20;
/** Until hot code is compiled, and the matcher knows which words are common. */
const WARM_UP_SECONDS = 2;
const SEED = 20_261_128;

process.stdout.write(`${JSON.stringify(measure(JSON.parse(process.argv[2]!) as Run))}\n`);

function measure({ contestant, queries, seconds }: Run): Result {
  const generated = generateQueries(SEED);
  const all = Array.from({ length: queries }, () => generated.next().value);
  const before = usedMemory();
  const start = performance.now();
  const find = contestant === 'matcher' ? openMatcher(all) : compilePatterns(all);
  const add = ((performance.now() - start) * 1_000) / queries;
  const posts = generatePosts(SEED + 1);
  const first = Array.from({ length: COMPARED }, () => find(posts.next().value).sort());
  run(find, posts, WARM_UP_SECONDS);
  const memory = usedMemory() - before;
  return { ...run(find, posts, seconds), memory, add, first };
}

type Find = (text: string) => string[];

function openMatcher(queries: readonly { readonly text: string }[]): Find {
  const matcher = new Matcher();
  for (const [id, { text }] of queries.entries()) matcher.set(String(id), parseQuery(text).query!);
  const item = {
    title: '',
    author: 'ada',
    url: null,
    links: [],
    source: 'bluesky',
    community: null,
  } as const;
  const rest = { language: 'en', kind: 'post', hasMedia: false, score: null } as const;
  return (text) => matcher.match(readItem({ ...item, ...rest, text })).map(({ id }) => id);
}

function compilePatterns(queries: readonly { readonly pattern: string }[]): Find {
  const patterns = queries.map(({ pattern }) => new RegExp(pattern, 'i'));
  return (text) => patterns.flatMap((pattern, id) => (pattern.test(text) ? [String(id)] : []));
}

function run(find: Find, posts: Generator<string, never>, seconds: number) {
  const durations: number[] = [];
  let spent = 0;
  let matched = 0;
  while (spent < seconds * 1_000) {
    // The time to generate posts does not count.
    const text = posts.next().value;
    const start = performance.now();
    matched += find(text).length;
    const duration = performance.now() - start;
    durations.push(duration * 1_000);
    spent += duration;
  }
  durations.sort((a, b) => a - b);
  const at = (share: number) => durations[Math.floor(share * (durations.length - 1))]!;
  return {
    postsPerSecond: (durations.length / spent) * 1_000,
    p50: at(0.5),
    p99: at(0.99),
    matchesPerPost: matched / durations.length,
  };
}

function usedMemory(): number {
  globalThis.gc!();
  const { heapUsed, external } = process.memoryUsage();
  return (heapUsed + external) / 1_048_576;
}
