import type { MetricObjectWithValues, MetricValue } from 'prom-client';
import type { Invalidation } from '../../graph/index.ts';
import type { Texts } from '../reloading/index.ts';

/** What a worker reports about itself, for the health and the metrics of all workers. */
export interface WorkerReport {
  readonly metrics: readonly MetricObjectWithValues<MetricValue<string>>[];
  /** Whether it serves an earlier state, because the present one was refused. */
  readonly isStale: boolean;
}

/** The reports of all workers that responded in time. */
export interface Reports {
  readonly reports: readonly WorkerReport[];
  /** How many workers there should be. */
  readonly wanted: number;
}

/** What a worker is started with. */
export interface Start {
  readonly workers: number;
  /**
   * The texts that workers have applied last, with which a replaced worker starts: the present ones
   * may not be valid. Null for the first worker.
   */
  readonly texts: Texts | null;
  /** The port of the other workers; null for the first one, which may choose a free port. */
  readonly port: number | null;
}

/** Messages of a worker to the primary process. */
export type FromWorker =
  | { readonly kind: 'joined' }
  | { readonly kind: 'applied'; readonly texts: Texts }
  | { readonly kind: 'ready'; readonly url: string }
  | { readonly kind: 'ask'; readonly id: number }
  | { readonly kind: 'invalidate'; readonly which: Invalidation }
  | { readonly kind: 'report'; readonly id: number; readonly report: WorkerReport };

/** Messages of the primary process to a worker. */
export type ToWorker =
  | { readonly kind: 'start'; readonly start: Start }
  | { readonly kind: 'collect'; readonly id: number }
  | { readonly kind: 'invalidate'; readonly which: Invalidation }
  | { readonly kind: 'reports'; readonly id: number; readonly reports: Reports };
