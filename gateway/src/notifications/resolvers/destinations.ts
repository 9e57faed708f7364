import { withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import { type Destination, findDestination, listDestinations } from '../data/destinations.ts';
import {
  changeDestination,
  createDestination,
  type DestinationInput,
  type NewDestinationInput,
  removeDestination,
} from '../destinations/change-destinations.ts';
import { testDestination } from '../destinations/test-destination.ts';
import { type PageArguments, readPage } from './bounds.ts';

const EXPECTED = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT', 'UPSTREAM_FAILED'] as const;

interface Identified {
  readonly id: string;
}

/** Finds a destination by its global id. */
export async function findDestinationNode(id: string, { scope }: Context): Promise<Destination | null> {
  return isUuid(id) ? ((await findDestination(scope(), id)) ?? null) : null;
}

export const destinationQueries = {
  destinations: (_: unknown, page: PageArguments, { scope }: Context) =>
    listDestinations(scope(), readPage(page, 'a destination')),
};

export const destinationMutations = {
  createDestination: (
    _: unknown,
    { input }: { input: NewDestinationInput },
    { parts, scope, signal }: Context,
  ) =>
    withFailures(
      async () => ({
        __typename: 'DestinationCreated',
        destination: await createDestination(parts, scope(), input, signal),
      }),
      EXPECTED,
    ),

  updateDestination: (
    _: unknown,
    { id, input }: Identified & { input: DestinationInput },
    { parts, scope, signal }: Context,
  ) =>
    withFailures(
      async () => ({
        __typename: 'DestinationUpdated',
        destination: await changeDestination(parts, scope(), id, input, signal),
      }),
      EXPECTED,
    ),

  deleteDestination: (_: unknown, { id }: Identified, { scope }: Context) =>
    withFailures(async () => {
      await removeDestination(scope(), id);
      return { __typename: 'DestinationDeleted', id };
    }, EXPECTED),

  // The result is stored even if the caller disconnects: the message may have been sent.
  testDestination: (_: unknown, { id }: Identified, { parts, lasting, signal }: Context) =>
    withFailures(
      async () => ({
        __typename: 'DestinationTested',
        destination: await testDestination(parts, lasting(), id, signal),
      }),
      EXPECTED,
    ),
};

export const destinationTypes = {
  Destination: {
    __resolveReference: ({ id }: Identified, context: Context) => findDestinationNode(id, context),
    isEnabled: ({ disabledReason }: Destination) => disabledReason === null,
  },
  DestinationKind: { SLACK: 'slack', DISCORD: 'discord', TELEGRAM: 'telegram', EMAIL: 'email' },
  DestinationDisabledReason: { BY_USER: 'by_user', REJECTED: 'rejected' },
};
