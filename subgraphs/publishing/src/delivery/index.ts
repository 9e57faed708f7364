export type { DeliveryParts, Step } from './deliver.ts';
export { drain, work } from './worker.ts';
