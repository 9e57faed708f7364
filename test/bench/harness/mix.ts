import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { REST, startNode } from './children.ts';
import type { LoadRequest } from './load.ts';
import { BENCH } from './options.ts';

/** What a window of a mixture has shown. */
export interface Window {
  readonly answered: number;
  /** Requests that were not answered with success. */
  readonly failed: number;
  /** What the first of them was. */
  readonly failure: string | null;
  /** Latencies in milliseconds. */
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** How a mixture is sent. */
export interface MixOptions {
  readonly url: string;
  readonly requests: readonly LoadRequest[];
  readonly connections: number;
  /** Length of the whole, and of what is told at a time. */
  readonly seconds: number;
  readonly window: number;
  /** Requests a second; 0 is as many as are answered. */
  readonly rate: number;
}

/** Sends a mixture, and gives its windows as they end. */
export async function* mix(options: MixOptions): AsyncGenerator<Window> {
  const child = startNode([`${BENCH}/harness/mix.mjs`, JSON.stringify(options)], REST);
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const errors = text(child.stderr!);
  for await (const line of createInterface(child.stdout!)) yield JSON.parse(line) as Window;
  if ((await ended) !== 0) throw new Error(`The load generator has failed: ${(await errors).slice(-500)}`);
}
