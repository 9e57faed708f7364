/**
 * The composition root: everything that a process of the gateway consists of, created in one place.
 */
export {
  type Composition,
  compose,
  composePlain,
  type Layout,
  type PlainComposition,
} from './composition.ts';
export { type Overrides, sourcesOf } from './overrides.ts';
export { openUsageDatabase } from './usage-database.ts';
