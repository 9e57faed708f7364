import { type App, startApp } from '@tributary/gateway';
import type { KeyKind } from '@tributary/gateway/access';
import { subgraphs } from '@tributary/gateway/subgraphs';
import type { Product } from '@tributary/kit/host';
import {
  freePort,
  openTestDatabase,
  recordEvidence,
  recordSecret,
  silentLog,
  startSubgraph,
  type TestDatabase,
  testConfig,
} from '@tributary/kit/testing';

/** A gateway on its own database, with one workspace on the pro plans. */
export interface TestApp {
  readonly app: App;
  readonly url: string;
  readonly database: TestDatabase;
  readonly workspaceId: string;
  /** Another workspace, whose objects must never be visible. */
  readonly otherId: string;
  /** Creates a key of the workspace, or of the other one. */
  key(kind: KeyKind, options?: KeyOptions): Promise<string>;
  /** Sends one GraphQL operation with a native key. */
  graphql(query: string, variables?: object, key?: string): Promise<GraphqlAnswer>;
  stop(): Promise<void>;
}

interface KeyOptions {
  workspaceId?: string;
  scopes?: string[];
  expiresAt?: Date;
}

export interface GraphqlAnswer {
  // biome-ignore lint/suspicious/noExplicitAny: a test reads what it has asked for
  data: any;
  errors?: { message: string; path?: (string | number)[]; extensions: Record<string, unknown> }[];
  extensions?: Record<string, unknown>;
}

/** Where the subgraphs of a test's gateway run: all in its process, or each behind HTTP. */
export type Layout = 'in process' | 'split';
export const LAYOUTS: readonly Layout[] = ['in process', 'split'];

/** A layout, and the engine that executes the graph. */
export interface Setup {
  readonly name: string;
  readonly layout: Layout;
  readonly settings: Record<string, string>;
}

/** Every layout on the default engine, and one of them on @apollo/gateway. */
export const SETUPS: readonly Setup[] = [
  ...LAYOUTS.map((layout) => ({ name: layout, layout, settings: {} })),
  { name: 'on @apollo/gateway', layout: 'in process', settings: { GRAPH_ENGINE: 'apollo' } },
];

/** Scrypt's N of the passwords of tests: a log-in takes a millisecond instead of half a second. */
const PASSWORD_COST = 2 ** 8;

interface TestAppOptions {
  layout?: Layout;
  settings?: Record<string, string>;
  /** The clock of every part, in any layout. */
  clock?: () => number;
  /** A gateway whose database and workspaces this one shares; it must outlive this one. */
  beside?: TestApp;
}

export async function startTestApp(options: TestAppOptions = {}): Promise<TestApp> {
  const secret = 'a secret of the test that is long enough';
  const database = options.beside?.database ?? (await openTestDatabase());
  const stops: (() => Promise<void>)[] = options.beside ? [] : [() => database.stop()];
  const settings: Record<string, string> = { DATABASE_URL: database.url, SUBGRAPH_SECRET: secret };
  if (options.layout === 'split') {
    // Subgraphs that query the graph need the gateway's URL before it is listening.
    settings['PORT'] = String(await freePort());
    const gateway = `http://127.0.0.1:${settings['PORT']}/graphql`;
    for (const subgraph of subgraphs) {
      const own = testConfig({ ...settings, ...options.settings, PORT: '0', GATEWAY_URL: gateway });
      const served = await startSubgraph(subgraph, own, silentLog, { clock: options.clock });
      stops.push(() => served.stop());
      settings[`SUBGRAPH_${subgraph.name.toUpperCase()}_URL`] = served.url;
    }
  }
  const config = testConfig({ ...settings, ...options.settings });
  const app = await startApp(config, silentLog, { clock: options.clock, passwordCost: PASSWORD_COST });
  stops.push(() => app.stop());
  const { workspaceId, otherId } = options.beside ?? {
    workspaceId: await workspace(app, 'ours'),
    otherId: await workspace(app, 'theirs'),
  };
  const key = async (kind: KeyKind, { workspaceId: owner = workspaceId, ...rest }: KeyOptions = {}) =>
    (await app.admin.createKey(owner, { kind, ...rest })).key;
  const native = await key('native');
  return {
    app,
    url: app.url,
    database,
    workspaceId,
    otherId,
    key,
    graphql: (query, variables, with_ = native) => graphql(app.url, query, variables, with_),
    async stop() {
      const figures = await fetch(`${app.url}/metrics`).catch(() => null);
      if (figures) recordEvidence('metrics', await figures.text());
      for (const stop of stops.reverse()) await stop();
    },
  };
}

const PRO: readonly Product[] = [
  'community-tracker',
  'creator-tracking',
  'social-crm',
  'xtracker',
  'buzzabout',
];

async function workspace(app: App, name: string): Promise<string> {
  const { id } = await app.admin.createWorkspace(name);
  for (const product of PRO) await app.admin.setPlan(id, product, 'pro');
  return id;
}

async function graphql(url: string, query: string, variables: object | undefined, key: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(key ? { 'x-api-key': key } : {}) },
    body: JSON.stringify({ query, variables }),
  });
  for (const secret of credentialsIn(variables)) recordSecret(secret);
  const answer = (await response.json()) as GraphqlAnswer;
  if (answer.errors) recordEvidence('error', JSON.stringify(answer.errors));
  return answer;
}

/** The credentials of a platform account, wherever the variables contain them. */
function credentialsIn(value: unknown, name = ''): unknown[] {
  if (typeof value !== 'object' || value === null) return [];
  if (name === 'credentials' && Array.isArray(value))
    return value.filter((each) => SECRET_NAMES.test(each.name)).map((each) => each.value);
  return Object.entries(value).flatMap(([key, inner]) => credentialsIn(inner, key));
}

const SECRET_NAMES = /password|token|secret|key|url/i;

export { eventually } from '@tributary/kit/testing';
export { type CollectedSpan, type Collector, startCollector } from './collector.ts';
export { runCommand } from './command.ts';
export { recordStatements, statementsOfSubgraphs, unreliablePool } from './database.ts';
export { fillWithDemo } from './demo.ts';
export { type EventStream, openEventStream, type StreamedEvent } from './event-stream.ts';
export { type EventWitness, openEventWitness } from './event-witness.ts';
export { recordFetches } from './fetches.ts';
export { type HttpAnswer, type HttpOptions, http, rawHttp } from './http.ts';
export { importRows } from './import.ts';
export { readTraces } from './otlp-traces.ts';
export { mergeParts, openParts, PART_FORMATS } from './parts.ts';
export { fillDemo, importPosts, type PostFields } from './posts.ts';
export {
  type Ended,
  type GatewayProcess,
  type ProgramOptions,
  runProgram,
  startGateway,
  tributary,
} from './process.ts';
export { isSigned, type Received, type Receiver, startReceiver } from './webhook-receiver.ts';
