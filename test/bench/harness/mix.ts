import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { REST, startNode } from './children.ts';
import type { LoadRequest } from './load.ts';
import { BENCH } from './options.ts';

/** The result of one window of mixed load. */
export interface Window {
  readonly answered: number;
  /** Requests without a successful response. */
  readonly failed: number;
  /** The first of these failures. */
  readonly failure: string | null;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How mixed load is sent. */
export interface MixOptions {
  readonly url: string;
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  /** Seconds of load before the measurement, so that connections and code are warm; 0 if absent. */
  readonly lead?: number;
  /** Seconds of the measurement, and of each window of it. */
  readonly seconds: number;
  readonly window: number;
  /** Requests per second; 0 sends without a limit. */
  readonly rate: number;
}

/** Sends mixed load, and yields each window when it ends. */
export async function* mix(options: MixOptions): AsyncGenerator<Window> {
  const child = startNode([`${BENCH}/harness/mix.mjs`, JSON.stringify({ lead: 0, ...options })], REST);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const errors = text(child.stderr!);
  for await (const line of createInterface(child.stdout!)) yield JSON.parse(line) as Window;
  if ((await ended) !== 0) throw new Error(`The load generator has failed: ${(await errors).slice(-500)}`);
}
