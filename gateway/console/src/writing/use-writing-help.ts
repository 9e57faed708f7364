import { isRefusal, type Refusal, useOutcome } from '../graph/index.ts';
import {
  composeMutation,
  hashtagsMutation,
  improveMutation,
  rewriteMutation,
  threadMutation,
  type WritingPlatform,
} from './writing-operations.ts';

/** A suggested text, and the engine that wrote it. */
export interface Suggestion {
  readonly engine: string;
  readonly body: string;
  /** Further posts, if the text was split; the thread stays as it is if absent. */
  readonly thread?: readonly string[];
  /** Flaws of the text that was given. */
  readonly notes: readonly string[];
}

/** What the assistance can do with a text. */
export const HELP = {
  improve: 'Improve',
  concise: 'Make concise',
  friendly: 'Make friendly',
  hashtags: 'Add hashtags',
  thread: 'Split into a thread',
  compose: 'Write from these notes',
} as const;
export type Help = keyof typeof HELP;

/** A text, and the limits of where it will be published. */
export interface Subject {
  readonly text: string;
  readonly platform: WritingPlatform;
  /** Maximum length of a post. */
  readonly maxLength: number;
}

/** Returns a function that asks for a suggestion; it returns why there is none otherwise. */
export function useWritingHelp(): (help: Help, subject: Subject) => Promise<Suggestion | Refusal> {
  const improve = useOutcome(improveMutation);
  const rewrite = useOutcome(rewriteMutation);
  const compose = useOutcome(composeMutation);
  const hashtags = useOutcome(hashtagsMutation);
  const thread = useOutcome(threadMutation);
  return async (help, { text, platform, maxLength }) => {
    if (help === 'improve')
      return mapped(await improve({ text, platform }), ({ text: body, suggestions: notes }) => ({
        body,
        notes,
      }));
    if (help === 'compose') return mapped(await compose({ prompt: text, platform }), textOf);
    if (help === 'hashtags')
      return mapped(await hashtags({ text }), (found) => ({
        body: `${text.trimEnd()}\n\n${found.hashtags.filter((tag) => !text.includes(tag)).join(' ')}`.trimEnd(),
        notes: [],
      }));
    if (help === 'thread')
      return mapped(await thread({ text, maxLength }), ({ posts: [body = '', ...rest] }) => ({
        body,
        thread: rest,
        notes: [],
      }));
    return mapped(await rewrite({ text, tone: help }), textOf);
  };
}

const textOf = ({ text }: { readonly text: string }) => ({ body: text, notes: [] });

/** Adds the engine to what a result suggests; a refusal stays as it is. */
function mapped<Result extends { readonly engine: string }>(
  outcome: Result | Refusal,
  read: (result: Result) => Omit<Suggestion, 'engine'>,
): Suggestion | Refusal {
  return isRefusal(outcome) ? outcome : { ...read(outcome), engine: outcome.engine };
}
