export { type PublishedPost, type Reader, readNumbers, totals } from './analytics.ts';
export { type CheckedPost, checkPost, checkTags, checkTime, type PostInput } from './post-input.ts';
export type { Settlement, TransitionContext } from './transitions.ts';
export * as transitions from './transitions.ts';
