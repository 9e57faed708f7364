import { createLeaseWorker, type LeaseQueue, workLeases } from '@tributary/kit/jobs';
import { type Lease, leaseDue } from '../data/deliveries.ts';
import { type DeliveryParts, deliver } from './deliver.ts';

/** Delivers due targets until `signal` aborts, then waits for the deliveries in flight. */
export function work(parts: DeliveryParts, signal: AbortSignal): Promise<void> {
  return workLeases(queueOf(parts), parts.log, signal);
}

/** Creates a worker that leases due deliveries and runs them. */
export function createDeliveryWorker(parts: DeliveryParts) {
  return createLeaseWorker(queueOf(parts), parts.log);
}

function queueOf(parts: DeliveryParts): LeaseQueue<Lease> {
  return {
    lease(limit, busy) {
      const now = parts.now();
      const until = new Date(now.getTime() + parts.leaseMs);
      return leaseDue(parts.db, { now, until, limit, busy });
    },
    groupOf: ({ accountId }) => accountId,
    work: (lease) => deliver(parts, lease),
  };
}
