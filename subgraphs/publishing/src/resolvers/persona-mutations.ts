import type { Scope } from '@tributary/kit';
import { findPersona, listPublishedBodies, upsertPersona } from '../data/personas.ts';
import type { Tables } from '../data/tables.ts';
import { derived } from '../persona/derive.ts';
import { changed, NOBODY, type PersonaChange } from '../persona/persona.ts';
import { expected } from './expected.ts';

/** What these resolvers need of a request. */
interface PersonaContext {
  scope(): Scope<Tables>;
}

/** Mutations of the persona. */
export const personaMutations = {
  updatePersona: (_: unknown, { input }: { input: PersonaChange }, context: PersonaContext) =>
    expected(async () => {
      const scope = context.scope();
      const persona = changed((await findPersona(scope)) ?? NOBODY, input, new Date());
      await upsertPersona(scope, persona);
      return { __typename: 'PersonaUpdated', persona };
    }),

  derivePersona: (_: unknown, __: unknown, context: PersonaContext) =>
    expected(async () => {
      const scope = context.scope();
      const known = (await findPersona(scope)) ?? NOBODY;
      const persona = derived(known, await listPublishedBodies(scope), new Date());
      await upsertPersona(scope, persona);
      return { __typename: 'PersonaUpdated', persona };
    }),
};
