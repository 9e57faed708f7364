import { useGraph, useSettled } from '../../../graph/index.ts';
import { type PostFit, postFitQuery } from './composer-operations.ts';
import type { PostValues } from './composer-values.ts';

/** How a post fits each account, by the account's id; null if nothing can be published there. */
export type PostFits = ReadonlyMap<string, PostFit | null>;

/** Measures a post by the rules of each account's platform, once its text has settled. */
export function usePostFits({ body, thread, media }: PostValues): PostFits {
  const settled = useSettled(JSON.stringify([body, thread, media.map(({ id }) => id)]));
  const [text, parts, mediaIds] = JSON.parse(settled) as [string, string[], string[]];
  const variables = { body: text, thread: parts.filter((part) => part.trim()), mediaIds };
  const { data } = useGraph(postFitQuery, variables, { pause: !text.trim() });
  return new Map(data?.connectedAccounts?.nodes.map(({ id, textFit }) => [id, textFit]));
}
