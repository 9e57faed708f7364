export type { Span } from './highlight.ts';
export { Highlighted } from './highlighted.tsx';
