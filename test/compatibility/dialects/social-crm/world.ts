import type { World } from '../../world.ts';

const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Connects an account on a server that accepts posts; returns its id. */
export function account(world: World): Promise<string> {
  return world.once('an account', async () => {
    const { data } = await world.app.graphql(
      `mutation ($credentials: [CredentialInput!]!) {
        connectAccount(input: { platform: MASTODON, credentials: $credentials }) {
          ... on AccountConnected { account { id } }
        }
      }`,
      {
        credentials: [
          { name: 'server', value: world.server },
          { name: 'accessToken', value: 'a token' },
        ],
      },
    );
    return data.connectAccount.account.id;
  });
}

/** Creates a draft for the account, or for others; returns its id. */
export async function draft(world: World, accounts?: string[]): Promise<string> {
  const body = { body: 'A draft.', account_ids: accounts ?? [await account(world)] };
  return (await send(world, '/v1/posts', body)).id;
}

/** Creates and publishes a post; returns its id. */
export function published(world: World): Promise<string> {
  return world.once('a published post', async () => {
    const id = await draft(world);
    await send(world, `/v1/posts/${id}/publish`, undefined);
    return id;
  });
}

/**
 * Creates a post that stays in publishing throughout the tests, because no worker leases it;
 * returns its id.
 */
export function stuck(world: World): Promise<string> {
  return world.once('a stuck post', async () => {
    const id = await draft(world);
    const at = new Date(Date.now() + 86_400_000).toISOString();
    await send(world, `/v1/posts/${id}/schedule`, { scheduled_at: at });
    await world.sql(`update publishing.posts set status = 'publishing' where id = $1`, [id]);
    return id;
  });
}

/** Creates a file that is announced but not uploaded; returns its id. */
export async function announced(world: World): Promise<string> {
  return (await announce(world)).id;
}

/** Creates a confirmed file; returns its id. */
export function uploaded(world: World): Promise<string> {
  return world.once('a file', async () => {
    const { id, upload_url, headers } = await announce(world);
    const { pathname, search } = new URL(upload_url);
    const sent = await fetch(new URL(pathname + search, world.app.url), {
      method: 'PUT',
      headers,
      body: PNG,
    });
    if (!sent.ok) throw new Error(`the upload is ${sent.status}`);
    await send(world, `/v1/media/${id}/confirm`, undefined);
    return id;
  });
}

function announce(world: World) {
  return send(world, '/v1/media/upload-url', {
    filename: 'dot.png',
    content_type: 'image/png',
    size: PNG.length,
  });
}

async function send(world: World, path: string, body: object | undefined) {
  const key = world.key('social-crm');
  const { status, json, text } = await world.send('POST', `/social-crm${path}`, { body, key });
  if (status >= 300) throw new Error(`POST ${path} is ${status}: ${text}`);
  return json;
}
