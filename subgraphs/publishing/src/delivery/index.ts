export type { DeliveryParts, Step } from './deliver.ts';
export { createDeliveryWorker, work } from './worker.ts';
