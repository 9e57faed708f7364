/** Engines that the evaluation measures. */
export { embedded } from './embedded.ts';
export type { Engine } from './engine.ts';
export { DEFAULT_ENGINE, openEngine } from './open-engine.ts';
