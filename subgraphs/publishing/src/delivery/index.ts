export { drain, work } from './crew.ts';
export type { DeliveryParts, Step } from './deliver.ts';
