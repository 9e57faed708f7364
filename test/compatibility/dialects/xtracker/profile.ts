import type { Operation } from '../../documented.ts';

/** The profile of the caller. */
export const profile: Record<string, Operation> = {
  getProfile: {
    source: 'document',
    scope: 'profile',
    examples: [
      {
        title: 'the profile of a key of the workspace itself',
        sends: {},
        status: 200,
        shows: { success: true, profile: { id: /./, email: null, plan: 'enterprise', created_at: /Z$/ } },
      },
    ],
    withoutFault: 'it only reads the tables of keys, without which no caller is known',
    deviates: [
      'The document names the path and the scope; the members are ours. `gateway/test/rest/xtracker/contract.test.ts` tests a user’s profile.',
    ],
  },
};
