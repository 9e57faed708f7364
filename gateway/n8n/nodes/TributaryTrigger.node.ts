import { createHmac, timingSafeEqual } from 'node:crypto';

/** The part of n8n's context that registers a webhook. */
export interface HookContext {
  getCredentials(name: string): Promise<Readonly<Record<string, unknown>>>;
  getNodeParameter(name: string): unknown;
  getNodeWebhookUrl(name: string): string | undefined;
  /** What n8n stores for this node between activations. */
  getWorkflowStaticData(scope: 'node'): Record<string, unknown>;
  readonly helpers: {
    httpRequestWithAuthentication(
      this: HookContext,
      credential: string,
      request: { method: 'POST'; url: string; body: object; json: true },
    ): Promise<unknown>;
  };
}

/** The part of n8n's context that receives a message. */
export interface MessageContext {
  getWorkflowStaticData(scope: 'node'): Record<string, unknown>;
  getHeaderData(): Readonly<Record<string, unknown>>;
  getRequestObject(): { readonly rawBody: Buffer };
  getResponseObject(): { status(code: number): { end(): unknown } };
  readonly helpers: { returnJsonArray(data: object): unknown };
}

/** Types of events, as the graph names them. */
export const EVENT_TYPES = [
  'ACCOUNT_EXPIRED',
  'BALANCE_LOW',
  'DESTINATION_DISABLED',
  'LIMIT_REACHED',
  'MENTION_MATCHED',
  'POST_FAILED',
  'POST_PUBLISHED',
  'POST_SCHEDULED',
  'POST_SCORED',
  'POST_UNCONFIRMED',
  'RETENTION_CHANGED',
  'RUN_COMPLETED',
  'SNAPSHOT_CAPTURED',
  'TRACKER_FAILING',
  'TRACKER_MATCHED',
  'TRACKER_SPIKED',
  'WEBHOOK_DISABLED',
] as const;

/** Maximum age of a message, in seconds. */
const TOLERANCE = 300;

/** Starts a workflow for each event. n8n finds the class by the name of the file. */
export class TributaryTrigger {
  description = {
    displayName: 'Tributary Trigger',
    name: 'tributaryTrigger',
    group: ['trigger'],
    version: 1,
    description: 'Starts the workflow when an event of the workspace is recorded',
    defaults: { name: 'Tributary Trigger' },
    inputs: [],
    outputs: ['main'],
    credentials: [{ name: 'tributaryApi', required: true }],
    webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'webhook' }],
    properties: [
      {
        displayName: 'Events',
        name: 'events',
        type: 'multiOptions',
        default: ['TRACKER_MATCHED'],
        required: true,
        options: EVENT_TYPES.map((value) => ({ value, name: titleOf(value) })),
      },
    ],
  };

  webhookMethods = {
    default: {
      async checkExists(this: HookContext): Promise<boolean> {
        const { id } = this.getWorkflowStaticData('node');
        const { webhooks } = await ask<{ webhooks: { id: string }[] }>(this, '{ webhooks { id } }', {});
        return webhooks.some((each) => each.id === id);
      },
      async create(this: HookContext): Promise<boolean> {
        const input = {
          url: this.getNodeWebhookUrl('default'),
          types: this.getNodeParameter('events'),
          description: 'n8n',
        };
        const { result } = await ask<{
          result: { secret?: string; webhook?: { id: string }; message?: string };
        }>(
          this,
          `mutation CreateWebhook($input: CreateWebhookInput!) { result: createWebhook(input: $input) {
            ... on WebhookCreated { secret webhook { id } } ... on Failure { message } } }`,
          { input },
        );
        if (!result.webhook) throw new Error(result.message ?? 'The webhook was not created.');
        Object.assign(this.getWorkflowStaticData('node'), { id: result.webhook.id, secret: result.secret });
        return true;
      },
      async delete(this: HookContext): Promise<boolean> {
        const stored = this.getWorkflowStaticData('node');
        const document = 'mutation DeleteWebhook($id: ID!) { deleteWebhook(id: $id) { __typename } }';
        if (stored['id'] !== undefined) await ask(this, document, { id: stored['id'] });
        delete stored['id'];
        delete stored['secret'];
        return true;
      },
    },
  };

  async webhook(this: MessageContext): Promise<object> {
    const body = this.getRequestObject().rawBody;
    const { secret } = this.getWorkflowStaticData('node');
    if (!isSigned(body, this.getHeaderData(), String(secret))) {
      this.getResponseObject().status(401).end();
      return { noWebhookResponse: true };
    }
    return { workflowData: [this.helpers.returnJsonArray(JSON.parse(body.toString('utf8')))] };
  }
}

async function ask<Data>(context: HookContext, query: string, variables: object): Promise<Data> {
  const { url } = await context.getCredentials('tributaryApi');
  const { data, errors } = (await context.helpers.httpRequestWithAuthentication.call(
    context,
    'tributaryApi',
    {
      method: 'POST',
      url: `${String(url).replace(/\/+$/, '')}/graphql`,
      body: { query, variables },
      json: true,
    },
  )) as { data?: Data; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data as Data;
}

/** Verifies a message of Standard Webhooks; a package of n8n must not depend on another one. */
function isSigned(body: Buffer, headers: Readonly<Record<string, unknown>>, secret: string): boolean {
  const [id, timestamp, signatures] = ['id', 'timestamp', 'signature'].map((name) =>
    String(headers[`webhook-${name}`] ?? ''),
  ) as [string, string, string];
  if (!(Math.abs(Date.now() / 1_000 - Number(timestamp)) <= TOLERANCE)) return false;
  const key = Buffer.from(secret.replace(/^whsec_/, ''), 'base64');
  const expected = createHmac('sha256', key).update(`${id}.${timestamp}.`).update(body).digest();
  return signatures.split(' ').some((signature) => {
    const sent = Buffer.from(signature.replace(/^v1,/, ''), 'base64');
    return sent.length === expected.length && timingSafeEqual(sent, expected);
  });
}

/** Returns `Tracker matched` for `TRACKER_MATCHED`. */
function titleOf(type: string): string {
  return type[0] + type.slice(1).toLowerCase().replaceAll('_', ' ');
}
