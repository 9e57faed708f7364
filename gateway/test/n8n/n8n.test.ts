import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { apiSdl } from '@tributary/schema';
import { importPosts, startTestApp, type TestApp } from '@tributary/test/support';
import { buildSchema, type GraphQLEnumType } from 'graphql';
import { Webhook } from 'standardwebhooks';
import { TributaryApi } from '../../n8n/credentials/TributaryApi.credentials.ts';
import { OPERATIONS } from '../../n8n/nodes/node-operations.ts';
import { Tributary } from '../../n8n/nodes/Tributary.node.ts';
import {
  EVENT_TYPES,
  type HookContext,
  type MessageContext,
  TributaryTrigger,
} from '../../n8n/nodes/TributaryTrigger.node.ts';

let app: TestApp;
let key: string;

beforeAll(async () => {
  app = await startTestApp({ settings: { WEBHOOKS_ALLOW_PRIVATE_ADDRESSES: 'true' } });
  key = await app.key('native');
  await importPosts(app.database, app.workspaceId, [
    { url: 'https://example.org/1', title: 'An open source CRM' },
  ]);
});
afterAll(() => app.stop());

// biome-ignore lint/suspicious/noExplicitAny: a test reads what it has requested
type Json = any;

/** Sends a request with the credential, as n8n does. */
async function send(url: string, body: object): Promise<Json> {
  const { headers } = new TributaryApi().authenticate.properties;
  const sent = Object.entries(headers).map(([name, value]) => [name, resolve(value, { key })]);
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...Object.fromEntries(sent) },
    body: JSON.stringify(body),
  });
  return response.json();
}

/** Evaluates an expression of n8n. */
function resolve(text: string, $credentials: object, $value?: unknown): unknown {
  const [, expression] = /^=\{\{(.*)\}\}$/.exec(text) ?? [];
  if (expression === undefined) return text;
  return new Function('$credentials', '$value', `return ${expression}`)($credentials, $value);
}

/** Runs an action by its declarations, as n8n's routing node does. */
async function run(operation: string, parameters: Record<string, unknown>): Promise<Json> {
  const { properties, requestDefaults } = new Tributary().description as Json;
  const [menu, ...inputs] = properties;
  const { routing } = menu.options.find((each: Json) => each.value === operation);
  const body = structuredClone(routing.request.body);
  for (const { name, displayOptions, routing: own, default: initial } of inputs) {
    if (!displayOptions.show.operation.includes(operation)) continue;
    const path: string[] = own.send.property.split('.');
    const last = path.pop()!;
    const owner = path.reduce((inner: Json, part) => {
      inner[part] ??= {};
      return inner[part];
    }, body);
    owner[last] = resolve(own.send.value, {}, parameters[name] ?? initial);
  }
  const address = `${resolve(requestDefaults.baseURL, { url: app.url })}${routing.request.url}`;
  const answer = await send(address, body);
  expect(answer.errors).toBeUndefined();
  const [{ properties: root }] = routing.output.postReceive;
  return root.property.split('.').reduce((inner: Json, part: string) => inner[part], answer);
}

describe('the actions of the n8n node', () => {
  test('search, create and schedule', async () => {
    const [post] = await run('searchPosts', { search: 'open source', limit: 5 });
    expect(post).toMatchObject({ title: 'An open source CRM', analysis: { score: expect.any(Number) } });
    expect(await run('searchPosts', { search: 'nothing of the kind' })).toEqual([]);
    expect(await run('listMentions', {})).toEqual([]);
    expect(await run('createTracker', { name: 'CRM', query: 'crm' })).toMatchObject({
      tracker: { name: 'CRM', status: 'ACTIVE' },
    });
    const tomorrow = new Date(Date.now() + 86_400_000).toISOString();
    const { post: draft } = await run('createDraft', { body: 'Hello.' });
    // Without an account, the gateway explains why the draft cannot be scheduled.
    expect(await run('scheduleDraft', { postId: draft.id, scheduledAt: tomorrow })).toEqual({
      message: expect.stringMatching(/account/),
    });
  });

  test('are all in the menu', () => {
    const [menu] = new Tributary().description.properties as Json[];
    expect(menu.options.map(({ value }: Json) => value)).toEqual(OPERATIONS.map(({ value }) => value));
  });
});

describe('the trigger', () => {
  const stored: Record<string, unknown> = {};
  const hooks: HookContext = {
    getCredentials: async () => ({ url: `${app.url}/` }),
    getNodeParameter: () => ['POST_FAILED'],
    getNodeWebhookUrl: () => 'http://127.0.0.1:5678/webhook/1',
    getWorkflowStaticData: () => stored,
    helpers: { httpRequestWithAuthentication: (_, { url, body }) => send(url, body) },
  };
  const message = { sequence: 1, type: 'post.failed', subject: 'post_1', data: {} };
  /** Delivers a message; returns the items that start the workflow, and the status of a refusal. */
  async function deliver(body: string, signedBody = body) {
    const at = new Date();
    let status: number | undefined;
    const context: MessageContext = {
      getWorkflowStaticData: () => stored,
      getHeaderData: () => ({
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(String(stored['secret'])).sign('msg_1', at, signedBody),
      }),
      getRequestObject: () => ({ rawBody: Buffer.from(body) }),
      getResponseObject: () => ({
        status(code) {
          status = code;
          return { end: () => {} };
        },
      }),
      helpers: { returnJsonArray: (data) => [{ json: data }] },
    };
    return { ...(await new TributaryTrigger().webhook.call(context)), status };
  }

  test('creates its webhook, accepts signed messages only, and deletes the webhook', async () => {
    const { checkExists, create, delete: remove } = new TributaryTrigger().webhookMethods.default;
    expect(await checkExists.call(hooks)).toBe(false);
    await create.call(hooks);
    expect(await checkExists.call(hooks)).toBe(true);
    const body = JSON.stringify(message);
    expect(await deliver(body)).toEqual({ workflowData: [[{ json: message }]], status: undefined });
    expect(await deliver(`${body} `, body)).toEqual({ noWebhookResponse: true, status: 401 });
    await remove.call(hooks);
    expect(await checkExists.call(hooks)).toBe(false);
    expect(stored).toEqual({});
  });

  test('offers every type of event', () => {
    const type = buildSchema(apiSdl()).getType('EventType') as GraphQLEnumType;
    expect(EVENT_TYPES).toEqual(type.getValues().map(({ name }) => name));
  });
});
