import { isDeepStrictEqual } from 'node:util';
import type { Server } from './children.ts';
import { ask, type LoadRequest, measure, type Sample } from './load.ts';
import type { Options } from './options.ts';
import { say } from './report.ts';

/** A contestant: a server, and the request that it is sent. */
export interface Contestant {
  readonly name: string;
  readonly server: Server;
  readonly request: LoadRequest;
  /** Extracts the part of the response that must be the same for all; throws if it has errors. */
  readonly read: (answer: unknown) => unknown;
}

/** All samples of one contestant, and the median of each column. */
export interface Outcome {
  readonly name: string;
  readonly samples: readonly Sample[];
  readonly median: Sample;
}

export interface Contest {
  /** The length of the first contestant's response. */
  readonly bytes: number;
  readonly outcomes: readonly Outcome[];
  /** Contestants that were not timed, with the reason. */
  readonly leftOut: readonly string[];
}

const LOAD = { connections: 20 };
/** Shortest warm-up in seconds: until every contestant's hot code is compiled. */
const WARM_UP = 5;

/**
 * Compares all responses with the first contestant's, then times the contestants in turn. Each
 * round starts with the next one, so that interference from the machine affects all equally. A
 * contestant that fails under load is not timed again.
 */
export async function compete(all: readonly Contestant[], options: Options): Promise<Contest> {
  const { fit, leftOut, bytes } = await checkAnswers(all);
  const samples = new Map(fit.map(({ name }) => [name, [] as Sample[]]));
  const warmUp = Math.max(WARM_UP, options.seconds);
  for (const each of fit)
    await measure(each.server, each.request, { seconds: warmUp, ...LOAD }).catch(() => null);
  for (let round = 0; round < options.rounds; round++) {
    for (let turn = 0; turn < fit.length; turn++) {
      const each = fit[(round + turn) % fit.length]!;
      const own = samples.get(each.name);
      if (!own) continue;
      try {
        own.push(await measure(each.server, each.request, { seconds: options.seconds, ...LOAD }));
        say(`  round ${round + 1}: ${each.name}: ${own.at(-1)!.perSecond.toFixed(1)} a second`);
      } catch (error) {
        const reason = `${each.name}: ${(error as Error).message}`;
        if (each === fit[0]) throw new Error(reason);
        samples.delete(each.name);
        leftOut.push(reason);
      }
    }
  }
  const outcomes = [...samples].map(([name, own]) => ({ name, samples: own, median: medianOf(own) }));
  return { bytes, outcomes, leftOut };
}

/** Keeps contestants whose response equals the first one's, which must be correct. */
async function checkAnswers(all: readonly Contestant[]) {
  const [base] = all;
  if (!base) throw new Error('There is nobody to measure.');
  const answer = await ask(base.server, base.request);
  const expected = base.read(answer);
  const fit: Contestant[] = [];
  const leftOut: string[] = [];
  for (const each of all) {
    try {
      const found = each.read(await ask(each.server, each.request));
      if (!isDeepStrictEqual(found, expected)) throw new Error('its answer differs');
      fit.push(each);
    } catch (error) {
      leftOut.push(`${each.name}: ${(error as Error).message}`);
    }
  }
  return { fit, leftOut, bytes: Buffer.byteLength(JSON.stringify(answer)) };
}

/** Computes the median of each column separately. */
function medianOf(samples: readonly Sample[]): Sample {
  const numbers = (pick: (sample: Sample) => number | null) => {
    const known = samples.map(pick).filter((value) => value !== null);
    return known.length === samples.length ? median(known) : null;
  };
  return {
    perSecond: numbers(({ perSecond }) => perSecond)!,
    cpu: numbers(({ cpu }) => cpu),
    p50: numbers(({ p50 }) => p50)!,
    p99: numbers(({ p99 }) => p99)!,
    memory: numbers(({ memory }) => memory),
  };
}

/** The middle value, or the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length / 2;
  return (sorted[Math.ceil(half) - 1]! + sorted[Math.floor(half)]!) / 2;
}
