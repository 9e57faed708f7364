import { publishing } from '@tributary/publishing';
import { fillWithDemo, type HttpAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';
import { mastodon } from '../../../../test/upstreams/publishing/index.ts';
import { type StandIn, startStandIn } from '../../../../test/upstreams/stand-in.ts';

/** A client of SocialCRM. */
export interface Client {
  readonly app: TestApp;
  /** The Mastodon server of `account`. */
  readonly server: StandIn;
  readonly key: string;
  /** A key of the other workspace. */
  readonly theirKey: string;
  /** Sends a JSON body with the key, unless the options contain another. */
  send(method: string, path: string, body?: unknown, options?: Sent): Promise<HttpAnswer>;
  /** Id of an account on a Mastodon server that accepts posts. */
  readonly account: string;
  /** Creates a draft for that account; returns its id. */
  draft(body?: string): Promise<string>;
  stop(): Promise<void>;
}

interface Sent {
  readonly key?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Starts a gateway with the demo's accounts and posts in `ours`, and nothing in `theirs`. */
export async function startClient(clock?: () => number): Promise<Client> {
  const standIn = await startStandIn(mastodon());
  const settings = { PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true' };
  const app = await startTestApp({ settings, ...(clock ? { clock } : {}) });
  await fillWithDemo(app, publishing, app.workspaceId, new Date());
  const key = await app.key('social-crm');
  const theirKey = await app.key('social-crm', { workspaceId: app.otherId });
  const account = await connect(app, standIn.url);
  const send = (method: string, path: string, body?: unknown, options: Sent = {}) =>
    http(app.url, `/social-crm${path}`, {
      method,
      key: options.key ?? key,
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      headers: { ...(body === undefined ? {} : { 'content-type': 'application/json' }), ...options.headers },
    });
  return {
    app,
    server: standIn,
    key,
    theirKey,
    account,
    send,
    async draft(body = 'A draft.') {
      return (await send('POST', '/v1/posts', { body, account_ids: [account] })).json.id;
    },
    async stop() {
      await app.stop();
      await standIn.stop();
    },
  };
}

async function connect(app: TestApp, server: string): Promise<string> {
  const { data } = await app.graphql(
    `mutation ($credentials: [CredentialInput!]!) {
      connectAccount(input: { platform: MASTODON, credentials: $credentials }) {
        ... on AccountConnected { account { id } }
      }
    }`,
    {
      credentials: [
        { name: 'server', value: server },
        { name: 'accessToken', value: 'a token' },
      ],
    },
  );
  return data.connectAccount.account.id;
}

/** Returns the documented form of an error. */
export function errorOf(code: string, message: unknown = someText) {
  return { error: { code, message } };
}

const someText = { asymmetricMatch: (value: unknown) => typeof value === 'string' && value.length > 0 };

/** Every operation with a valid request, its scope, and whether it requires a paid plan. */
export const OPERATIONS: readonly [
  method: string,
  path: string,
  body: object | undefined,
  scope: string,
  paid: boolean,
][] = [
  ['GET', '/v1/posts', undefined, 'posts:read', false],
  ['POST', '/v1/posts', { body: 'Hello.' }, 'posts:write', false],
  ['GET', '/v1/posts/post_0', undefined, 'posts:read', false],
  ['PATCH', '/v1/posts/post_0', { body: 'Hello.' }, 'posts:write', false],
  ['DELETE', '/v1/posts/post_0', undefined, 'posts:write', false],
  ['POST', '/v1/posts/post_0/schedule', { scheduled_at: '2100-01-01T00:00:00Z' }, 'posts:publish', true],
  ['POST', '/v1/posts/post_0/publish', undefined, 'posts:publish', true],
  ['GET', '/v1/posts/post_0/analytics', undefined, 'insights:read', false],
  ['POST', '/v1/ai/rewrite', { text: 'buy now', tone: 'friendly' }, 'ai:generate', true],
  ['POST', '/v1/ai/compose', { prompt: 'launch day' }, 'ai:generate', true],
  ['POST', '/v1/ai/hashtags', { text: 'launch day' }, 'ai:generate', true],
  ['POST', '/v1/ai/thread', { text: 'launch day' }, 'ai:generate', true],
  ['POST', '/v1/ai/ideas', { topic: 'launch day' }, 'ai:generate', true],
  ['POST', '/v1/ai/optimise', { text: 'launch day' }, 'ai:generate', true],
  ['GET', '/v1/accounts', undefined, 'insights:read', false],
  ['GET', '/v1/accounts/analytics', undefined, 'insights:read', false],
  ['GET', '/v1/persona', undefined, 'insights:read', false],
  ['GET', '/v1/trending', undefined, 'insights:read', false],
  [
    'POST',
    '/v1/media/upload-url',
    { filename: 'a.png', content_type: 'image/png', size: 10 },
    'media:write',
    true,
  ],
  ['POST', '/v1/media/media_0/confirm', undefined, 'media:write', true],
];
