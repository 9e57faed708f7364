import type { Principal, Scope } from '@tributary/kit';
import { limitOf, readQuota } from '../assistance/index.ts';
import { findMediaAsset } from '../data/media-assets.ts';
import { findPersona } from '../data/personas.ts';
import type { Tables } from '../data/tables.ts';
import { NOBODY } from '../persona/persona.ts';

/** What these resolvers need of a request. */
interface QueryContext {
  readonly principal: Principal | null;
  scope(): Scope<Tables>;
}

/** Queries of the persona, the quota and media. */
export const assistanceQueries = {
  persona: async (_: unknown, __: unknown, context: QueryContext) =>
    (await findPersona(context.scope())) ?? NOBODY,
  aiQuota: (_: unknown, __: unknown, context: QueryContext) =>
    readQuota(context.scope(), limitOf(context.principal), new Date()),
  mediaAsset: (_: unknown, { id }: { id: string }, context: QueryContext) =>
    findMediaAsset(context.scope(), id),
};
