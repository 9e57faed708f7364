import type { Operation, Sent } from '../../documented.ts';
import type { World } from '../../world.ts';

async function followed(world: World, name: string): Promise<Sent> {
  const sent = { body: { username: name }, key: world.key('xtracker') };
  await world.send('POST', '/xtracker/v1/accounts', sent);
  return { params: { username: name } };
}

/** Followed accounts. */
export const accounts: Record<string, Operation> = {
  v1GetAccounts: {
    source: 'document',
    scope: 'accounts:read',
    examples: [
      {
        title: 'the followed accounts',
        sends: {},
        status: 200,
        shows: { success: true, accounts: [{ username: /./, created_at: /Z$/ }] },
      },
    ],
    deviates: ['A `limit` above 100 is reduced to 100; the document has no maximum.'],
  },
  v1AddAccount: {
    source: 'document',
    scope: 'accounts:write',
    examples: [
      {
        title: 'the documented request',
        sends: { body: { username: 'elonmusk' } },
        status: 200,
        shows: { success: true, account: { username: 'elonmusk' } },
      },
    ],
    failures: [
      {
        title: 'more than 60 calls a minute',
        sends: async (world) => ({
          body: { username: 'sama' },
          key: await world.once('key that has followed often', async () => {
            const key = await world.app.key('xtracker');
            const sent = { body: { username: 'sama' }, key };
            for (let call = 0; call < 60; call++) await world.send('POST', '/xtracker/v1/accounts', sent);
            return key;
          }),
        }),
        failure: [429, 'rate_limit_exceeded'],
      },
    ],
    values: { username: ['sama', '@sama', 'https://x.com/sama'] },
    wrong: { username: ['no name!', ''] },
  },
  v1UnfollowAccount: {
    source: 'document',
    scope: 'accounts:write',
    examples: [
      {
        title: 'an account that is followed',
        sends: (world) => followed(world, 'nasa'),
        status: 200,
        shows: { success: true, message: /nasa/i },
      },
    ],
    idle: { params: { username: 'nobody_follows' } },
    failures: [
      {
        title: 'an account that is not followed',
        sends: { params: { username: 'nobody_follows' } },
        failure: [404, 'not_found'],
      },
    ],
  },
};
