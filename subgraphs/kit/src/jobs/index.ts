/** Building blocks of jobs: queues of due rows in tables, and the deletion of old objects. */
export { createLeaseWorker, type LeaseQueue, workLeases } from './lease-worker.ts';
export { pause, repeat } from './repeat.ts';
export { retentionJob } from './retention.ts';
