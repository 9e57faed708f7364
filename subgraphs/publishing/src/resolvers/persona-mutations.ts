import type { Scope } from '@tributary/kit/postgres';
import { derivePersona } from '../assistance/index.ts';
import type { Tables } from '../data/tables.ts';
import { applyChange, changePersona, listPublishedBodies, type PersonaChange } from '../persona/index.ts';
import { expected } from './expected.ts';

/** Context used by these resolvers. */
interface PersonaContext {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  scope(): Scope<Tables>;
}

export const personaMutations = {
  updatePersona: (_: unknown, { input }: { input: PersonaChange }, context: PersonaContext) =>
    expected(async () => {
      const persona = await changePersona(context.scope(), (known) =>
        applyChange(known, input, new Date(context.clock())),
      );
      return { __typename: 'PersonaUpdated', persona };
    }),

  derivePersona: (_: unknown, __: unknown, context: PersonaContext) =>
    expected(async () => {
      const bodies = await listPublishedBodies(context.scope());
      const persona = await changePersona(context.scope(), (known) =>
        derivePersona(known, bodies, new Date(context.clock())),
      );
      return { __typename: 'PersonaUpdated', persona };
    }),
};
