import { DAY } from '@tributary/kit';
import type { TestApp } from '@tributary/test/support';

/** A workspace with known responses: it has `rows` rows of everything that an operation lists. */
export interface World {
  readonly app: TestApp;
  readonly key: string;
  readonly workspaceId: string;
  /** The prefix of names, so that two worlds of one database share no platform account. */
  readonly prefix: string;
  readonly rows: number;
  /** The dataset of the mentions. */
  readonly dataset: string;
  /** The intelligence query of Nitro and Torque. */
  readonly query: string;
  /** The X account that posts are published to. */
  readonly account: string;
}

export const HOUR = 3_600_000;
/** The first day of the posts; nothing else of these worlds is that old. */
export const BEGIN = Date.parse('2026-03-10T10:00:00Z');
/** The maximum number of competitors of a query. */
export const MAX_COMPETITORS = 20;

/** Returns the day a number of days after the first. */
export function dayAfter(days: number): string {
  return new Date(BEGIN + days * DAY).toISOString().slice(0, 10);
}

/** Returns the numbers from 0 to `count` - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Snapshots of the query; each has two brands. */
export function snapshotsOf({ rows }: Pick<World, 'rows'>): number {
  return Math.ceil(rows / 2);
}

/** Returns a competitor's name: one word that occurs in no other name. */
export function competitorOf(index: number): string {
  return `Zorblax${index}`;
}

/** Returns a topic: a word that occurs nowhere else. */
export function topicOf(index: number): string {
  return `quokka${index}`;
}
