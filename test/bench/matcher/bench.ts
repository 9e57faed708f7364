import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { isDeepStrictEqual } from 'node:util';
import { MEASURED, startNode } from '../harness/children.ts';
import { BENCH, type Options } from '../harness/options.ts';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import type { Result, Run } from './measure.ts';

const QUERIES = [1_000, 10_000, 100_000];
const CONTESTANTS = ['regular expressions', 'matcher'] as const;

/**
 * Matches posts against many queries: with the matcher, and with one compiled regular expression
 * for each query.
 */
export async function bench(options: Options): Promise<Table[]> {
  const rows: string[][] = [];
  const data: unknown[] = [];
  for (const queries of QUERIES) {
    const samples = await sample(queries, options);
    const base = median(samples.get(CONTESTANTS[0])!.map(({ postsPerSecond }) => postsPerSecond));
    for (const [contestant, results] of samples) {
      rows.push([`${queries.toLocaleString('en')} queries, ${contestant}`, ...cells(results, base)]);
      data.push({ queries, contestant, results: results.map(({ first, ...rest }) => rest) });
    }
  }
  return [
    {
      title: 'matcher: posts of the length of Bluesky’s against all queries, on one core',
      columns: ['', 'ratio', 'posts/s', 'p50 µs', 'p99 µs', 'memory MB', 'add µs', 'matches/post'],
      rows,
      notes: ['Memory is that of the queries. Both contestants find the same queries for the first posts.'],
      data,
    },
  ];
}

async function sample(queries: number, { rounds, seconds }: Options): Promise<Map<string, Result[]>> {
  const samples = new Map<string, Result[]>(CONTESTANTS.map((contestant) => [contestant, []]));
  for (let round = 0; round < rounds; round++)
    for (const contestant of CONTESTANTS) {
      const result = await measured({ contestant, queries, seconds });
      samples.get(contestant)!.push(result);
      say(`  ${queries} queries, ${contestant}: ${result.postsPerSecond.toFixed(0)} posts/s`);
      const other = samples.get(CONTESTANTS[0])![0]!;
      if (!isDeepStrictEqual(result.first, other.first))
        throw new Error('The contestants find different queries.');
    }
  return samples;
}

async function measured(run: Run): Promise<Result> {
  const child = startNode(['--expose-gc', `${BENCH}/matcher/measure.ts`, JSON.stringify(run)], MEASURED);
  const ended = once(child, 'exit');
  const [printed, said] = await Promise.all([text(child.stdout!), text(child.stderr!)]);
  const [code] = await ended;
  if (code !== 0) throw new Error(`The measurement has failed: ${said.slice(-500)}`);
  return JSON.parse(printed) as Result;
}

function cells(results: readonly Result[], base: number): string[] {
  const of = (name: Exclude<keyof Result, 'first'>) => median(results.map((result) => result[name]));
  return [
    (of('postsPerSecond') / base).toFixed(2),
    of('postsPerSecond').toFixed(0),
    of('p50').toFixed(0),
    of('p99').toFixed(0),
    of('memory').toFixed(1),
    of('add').toFixed(1),
    of('matchesPerPost').toFixed(1),
  ];
}
