import type { TestApp } from '@tributary/test/support';

/** A workspace whose answers are known: it has `rows` of whatever an operation lists. */
export interface World {
  readonly app: TestApp;
  readonly key: string;
  readonly workspaceId: string;
  /** What names begin with, so that two worlds of one database share no account of a platform. */
  readonly prefix: string;
  readonly rows: number;
  /** The dataset of the mentions. */
  readonly dataset: string;
  /** The intelligence query of Nitro and Torque. */
  readonly query: string;
  /** The account of X that posts are published to. */
  readonly account: string;
}

export const DAY = 86_400_000;
export const HOUR = 3_600_000;
/** The first day of the posts; nothing else of these worlds is that old. */
export const BEGIN = Date.parse('2026-03-10T10:00:00Z');
/** Competitors that one query may have. */
export const MOST_RIVALS = 20;

/** The day so many days after the first. */
export function dayAfter(days: number): string {
  return new Date(BEGIN + days * DAY).toISOString().slice(0, 10);
}

/** 0 to `count` - 1. */
export function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Snapshots of the query; each has two brands. */
export function snapshotsOf({ rows }: Pick<World, 'rows'>): number {
  return Math.ceil(rows / 2);
}

/** A competitor: a name of one word that stands in no other. */
export function rivalOf(index: number): string {
  return `Zorblax${index}`;
}

/** A topic: a word that is nowhere else. */
export function topicOf(index: number): string {
  return `quokka${index}`;
}
