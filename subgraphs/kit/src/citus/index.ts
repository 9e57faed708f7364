/** The distribution of tables on a Citus cluster. */

export { distribute } from './distribute.ts';
export { findMisplaced } from './misplaced-tables.ts';
export { type PlacedSchema, type Placement, placementOf } from './placement.ts';
