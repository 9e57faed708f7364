import { rm } from 'node:fs/promises';
import { Agent } from 'node:http';
import { SCOPES } from '@tributary/gateway/access';
import { subgraphs } from '@tributary/gateway/subgraphs';
import type { Product } from '@tributary/kit/host';
import { temporaryFolder } from '@tributary/kit/testing';
import { fillWithDemo, type HttpAnswer, http, startTestApp, type TestApp } from '@tributary/test/support';
import { mastodon } from '../upstreams/publishing/index.ts';
import { startStandIn } from '../upstreams/stand-in.ts';
import type { Sent } from './documented.ts';
import { START } from './start.ts';

/** The gateway for all cases, with a workspace that contains what the documents mention. */
export interface World {
  readonly app: TestApp;
  /** The URL of a server that accepts posts. */
  readonly server: string;
  /** Returns a key that opens only this product; keys take turns. */
  key(product: Product): string;
  keyWithout(product: Product, scope: string): Promise<string>;
  /** Returns a key with only this scope. */
  keyWith(product: Product, scope: string): Promise<string>;
  /** Returns a key whose plan excludes the operation. */
  poorKey(product: Product): Promise<string>;
  /** Returns a key without remaining requests. */
  spentKey(product: Product): Promise<string>;
  /** Creates an object once, and returns the same one afterwards. */
  once<Value>(name: string, make: () => Promise<Value>): Promise<Value>;
  sql(text: string, values?: unknown[]): Promise<void>;
  /** Sends a request, and advances the limits' clock by a second. */
  send(method: string, path: string, sent: Sent & { host?: string }): Promise<HttpAnswer>;
  stop(): Promise<void>;
}

/** The largest plans, where there is a choice. */
const PLANS: Partial<Record<Product, string>> = { xtracker: 'enterprise', 'social-crm': 'team' };
/** Plans with less than the documents describe. */
const POOR: Partial<Record<Product, string>> = { 'community-tracker': 'trial', 'social-crm': 'free' };
/** Keys that take turns, because some fields have limits of their own, per key and in real time. */
const KEYS = 8;
/** Slightly more than a second, so that the limit of 60 requests a minute is never reached. */
const TICK_MS = 1_100;
/**
 * How much later than the gateway's time sample data is dated, so that it is in no range that the
 * documents mention. Accounts and posts of publishing must exist at the gateway's time.
 */
const OUT_OF_RANGE = 180 * 86_400_000;

/** Starts the gateway, and fills the workspace with the demo workspace's data. */
export async function startWorld(): Promise<World> {
  let now = Date.parse(START);
  const standIn = await startStandIn(mastodon());
  const files = await temporaryFolder('tributary-compatibility-');
  // A single connection exposes operations that hold one connection while waiting for another: they
  // time out.
  const settings = {
    PUBLISHING_ALLOW_PRIVATE_ADDRESSES: 'true',
    TRIBUTARY_DATA_DIR: files,
    DATABASE_POOL: '1',
  };
  const app = await startTestApp({ settings, clock: () => now });
  for (const subgraph of subgraphs) {
    const at = subgraph.name === 'publishing' ? now : now + OUT_OF_RANGE;
    await fillWithDemo(app, subgraph, app.workspaceId, new Date(at));
  }
  for (const [product, plan] of Object.entries(PLANS))
    await app.app.admin.setPlan(app.workspaceId, product as Product, plan);
  const products = Object.keys(SCOPES) as Product[];
  const keys = new Map<Product, string[]>();
  for (const product of products)
    keys.set(product, await Promise.all(Array.from({ length: KEYS }, () => app.key(product))));
  let turn = 0;
  const made = new Map<string, Promise<unknown>>();
  const once = <Value>(name: string, make: () => Promise<Value>) => {
    if (!made.has(name)) made.set(name, make());
    return made.get(name) as Promise<Value>;
  };
  const keyOfPlan = async (product: Product, plan: string | undefined, rest: { scopes?: string[] } = {}) => {
    if (plan) await app.app.admin.setPlan(app.otherId, product, plan);
    return app.key(product, { ...rest, ...(plan ? { workspaceId: app.otherId } : {}) });
  };
  const agent = new Agent({ keepAlive: true });
  return {
    app,
    server: standIn.url,
    key: (product) => keys.get(product)![turn++ % KEYS]!,
    keyWithout: (product, scope) =>
      once(`key of ${product} without ${scope}`, () =>
        // The plan excludes the operation as well, if possible, which shows that the scope is
        // checked first.
        keyOfPlan(product, POOR[product], { scopes: SCOPES[product].filter((each) => each !== scope) }),
      ),
    keyWith: (product, scope) =>
      once(`key of ${product} with ${scope}`, () => app.key(product, { scopes: [scope] })),
    poorKey: (product) => once(`poor key of ${product}`, () => keyOfPlan(product, POOR[product])),
    spentKey: (product) => once(`spent key of ${product}`, () => spentKey(app, product)),
    once,
    async sql(text, values = []) {
      await app.database.database.pool.query(text, values);
    },
    send(method, path, sent) {
      now += TICK_MS;
      return http(app.url, path, { method, agent, ...optionsOf(sent) });
    },
    async stop() {
      agent.destroy();
      await app.stop();
      await standIn.stop();
      await rm(files, { recursive: true, force: true });
    },
  };
}

/**
 * Exhausts the key's window. It starts in the future, so it stays current, whether it is a minute
 * or a day.
 */
async function spentKey(app: TestApp, product: Product): Promise<string> {
  const { key, record } = await app.app.admin.createKey(app.workspaceId, { kind: product });
  await app.database.database.pool.query(
    `insert into limits.windows values ($1, $2, $3, '2026-04-04T23:59:00Z', 1000000, 0, 1000000)`,
    [app.workspaceId, record.id, product],
  );
  return key;
}

function optionsOf({ host, headers = {}, body, text, key }: Sent & { host?: string }) {
  const sent = text ?? (body === undefined ? undefined : JSON.stringify(body));
  const json = body === undefined ? {} : { 'content-type': 'application/json' };
  return {
    ...(host ? { host } : {}),
    ...(key ? { key } : {}),
    ...(sent === undefined ? {} : { body: sent }),
    headers: { ...json, ...headers },
  };
}
