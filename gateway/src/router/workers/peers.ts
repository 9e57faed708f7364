import { AggregatorRegistry, type Registry } from 'prom-client';
import type { Invalidation } from '../../graph/index.ts';
import type { Texts } from '../reloading/index.ts';
import type { FromWorker, Reports, Start, ToWorker, WorkerReport } from './messages.ts';

/** The other workers of a router, as one of them sees them. */
export interface Peers extends Start {
  /** Reports the texts that this worker has applied, for workers that are started later. */
  applied(texts: Texts): void;
  /** Reports that this worker accepts requests. */
  ready(url: string): void;
  /** Sets how this worker reports about itself. */
  reportBy(report: () => Promise<WorkerReport>): void;
  /** Makes the other workers forget parts of responses. */
  invalidate(which: Invalidation): void;
  /** Sets what forgets parts of responses when another worker says so. */
  onInvalidated(forget: (which: Invalidation) => void): void;
  /** Collects the reports of all workers. */
  collect(): Promise<Reports>;
}

/** Joins the workers of the primary process that has started this one. */
export async function joinWorkers(): Promise<Peers> {
  const questions = new Map<number, (reports: Reports) => void>();
  const started = Promise.withResolvers<Start>();
  let report: (() => Promise<WorkerReport>) | null = null;
  let forget: (which: Invalidation) => void = () => {};
  let last = 0;
  process.on('message', async (message: ToWorker) => {
    switch (message.kind) {
      case 'start':
        started.resolve(message.start);
        break;
      case 'collect':
        if (report) tell({ kind: 'report', id: message.id, report: await report() });
        break;
      case 'invalidate':
        forget(message.which);
        break;
      case 'reports':
        questions.get(message.id)?.(message.reports);
        questions.delete(message.id);
    }
  });
  tell({ kind: 'joined' });
  return {
    ...(await started.promise),
    applied: (texts) => tell({ kind: 'applied', texts }),
    ready: (url) => tell({ kind: 'ready', url }),
    invalidate: (which) => tell({ kind: 'invalidate', which }),
    onInvalidated(callback) {
      forget = callback;
    },
    reportBy(reporter) {
      report = reporter;
    },
    collect() {
      last += 1;
      const { promise, resolve } = Promise.withResolvers<Reports>();
      questions.set(last, resolve);
      tell({ kind: 'ask', id: last });
      return promise;
    },
  };
}

/** Adds up the metrics of all workers, each by the aggregation that it declares. */
export function metricsOf({ reports }: Reports): Registry {
  return AggregatorRegistry.aggregate(reports.map(({ metrics }) => metrics) as unknown as object[]);
}

/** Sends a message to the primary process; without one, this process ends as well. */
function tell(message: FromWorker): void {
  if (process.connected) process.send!(message);
}
