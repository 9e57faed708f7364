export type { Subject, Suggestion } from './use-writing-help.ts';
export { WritingHelp } from './writing-help.tsx';
