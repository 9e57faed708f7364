/** Building blocks of continuous jobs, whose queue is a table with due rows. */
export { createLeaseWorker, type LeaseQueue, workLeases } from './lease-worker.ts';
export { pause, repeat } from './repeat.ts';
