import { mkdir, rename, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createLogger } from '@tributary/kit/host';
import { temporaryFolder, testConfig } from '@tributary/kit/testing';
import { eventually, http } from '@tributary/test/support';
import {
  fileSource,
  type Router,
  readRouterFile,
  startRouter,
  type TextSource,
  urlSource,
} from '../../src/router/index.ts';
import { SHOP } from '../graph/support/shop.ts';
import { composeSubgraphs } from '../graph/support/subgraphs.ts';
import { type ShopServers, startShopServers } from './shop-servers.ts';

/** How many requests the load consists of; `RELOAD_REQUESTS` raises it. */
const REQUESTS = Number(process.env['RELOAD_REQUESTS'] ?? 200);
/** How often the supergraph is replaced meanwhile. */
const RELOADS = REQUESTS > 10_000 ? 20 : 4;
const INTERVAL = 20;
const FILE = 'allSubgraphs: { requestHeaders: [{ insert: x-version, value: "1" }] }';

let shop: ShopServers;
let folder: string;
/** The supergraph without the subgraph of inventory. */
let smaller: string;
const closing: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  shop = await startShopServers();
  folder = await temporaryFolder('tributary-reload-');
  smaller = composeSubgraphs(SHOP.filter(({ name }) => name !== 'inventory')).supergraphSdl;
  for (const [name, url] of shop.urls) smaller = smaller.replace(`http://${name}.test/graphql`, url);
});
afterAll(async () => {
  for (const close of closing.reverse()) await close();
  await shop.stop();
  await rm(folder, { recursive: true });
});

interface Started {
  readonly router: Router;
  /** The lines that the router has logged. */
  readonly lines: Record<string, unknown>[];
}

async function start(supergraph: TextSource, config?: TextSource): Promise<Started> {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger('info', { write: (line: string) => void lines.push(JSON.parse(line)) });
  const readFile = (text: string) => readRouterFile('router.yaml', text, () => undefined);
  const router = await startRouter(testConfig({}), log, {
    supergraphSdl: await supergraph.read(),
    plain: true,
    ...(config ? { file: readFile(await config.read()) } : {}),
    sources: { supergraph, file: config, readFile },
  });
  closing.push(router.stop);
  return { router, lines };
}

const post = (router: Router, query: string) =>
  http(router.url, '/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query }),
  });

/** Whether the router serves the whole supergraph. */
async function isWhole(router: Router): Promise<boolean> {
  const { json } = await post(router, '{ topProducts { inStock } }');
  return json.errors === undefined;
}

const becomes = (router: Router, whole: boolean) =>
  eventually(async () => expect(await isWhole(router)).toBe(whole));

/** Replaces a file as an editor or a deployment does: by renaming another. */
async function replace(path: string, text: string): Promise<void> {
  await writeFile(`${path}.new`, text);
  await rename(`${path}.new`, path);
}

describe('a supergraph in a file', () => {
  test(
    'is replaced under load without a failed request, with the busiest operations planned first',
    async () => {
      const path = join(folder, 'supergraph.graphql');
      await writeFile(path, shop.supergraphSdl);
      const { router, lines } = await start(fileSource(path, 'supergraph', INTERVAL));
      const query = '{ users { name reviews { body product { name } } } }';
      const expected = (await post(router, query)).text;
      let [served, isDone] = [0, false];
      const wrong: string[] = [];
      const load = Array.from({ length: 8 }, async () => {
        for (; !isDone; served++) {
          const { status, text } = await post(router, query);
          if (status !== 200 || text !== expected) wrong.push(`${status} ${text}`);
        }
      });
      for (let reload = 0; reload < RELOADS; reload++) {
        while (served < (reload * REQUESTS) / RELOADS) await isWhole(router);
        await replace(path, reload % 2 === 0 ? smaller : shop.supergraphSdl);
        await becomes(router, reload % 2 === 1);
      }
      isDone = true;
      await Promise.all(load);
      expect(wrong).toEqual([]);
      expect(served).toBeGreaterThan((REQUESTS * (RELOADS - 1)) / RELOADS);
      const replaced = lines.filter(({ msg }) => msg === 'the supergraph was replaced');
      expect(replaced.length).toBeGreaterThanOrEqual(RELOADS);
      expect(replaced.every(({ operations }) => Number(operations) >= 1)).toBe(true);
    },
    60_000 + REQUESTS * 20,
  );

  test('is followed through the links of a folder that Kubernetes replaces', async () => {
    const mounted = join(folder, 'mounted');
    const versions = ['one', 'two'].map((name) => join(folder, name));
    for (const [index, version] of versions.entries()) {
      await mkdir(version);
      await writeFile(join(version, 'graph'), index === 0 ? shop.supergraphSdl : smaller);
    }
    await symlink(versions[0]!, mounted);
    const link = join(folder, 'graph');
    await symlink(join(mounted, 'graph'), link);
    const { router } = await start(fileSource(link, 'supergraph', INTERVAL));
    expect(await isWhole(router)).toBe(true);
    await symlink(versions[1]!, `${mounted}.new`);
    await rename(`${mounted}.new`, mounted);
    await becomes(router, false);
  });

  test('that is not valid is refused, and shown by health and metrics until it is replaced', async () => {
    const path = join(folder, 'broken.graphql');
    await writeFile(path, shop.supergraphSdl);
    const { router, lines } = await start(fileSource(path, 'supergraph', INTERVAL));
    await replace(path, 'type Query { unfinished: ');
    await eventually(async () =>
      expect((await http(router.url, '/health/ready')).json).toEqual({ status: 'ready', reload: 'refused' }),
    );
    expect(await isWhole(router)).toBe(true);
    const metrics = (await http(router.url, '/metrics')).text;
    expect(metrics).toContain('tributary_router_reload_refused 1');
    expect(metrics).toContain('tributary_router_reloads_total{outcome="refused"} 1');
    expect(lines.some(({ msg }) => String(msg).startsWith('a reload was refused'))).toBe(true);
    await replace(path, smaller);
    await becomes(router, false);
    expect((await http(router.url, '/health/ready')).json).toEqual({ status: 'ready' });
    expect((await http(router.url, '/metrics')).text).toContain('tributary_router_reload_refused 0');
  });
});

test('a supergraph at a URL is requested again by its ETag', async () => {
  let [sdl, version] = [shop.supergraphSdl, '"1"'];
  const statuses: number[] = [];
  const { promise: unchanged, resolve } = Promise.withResolvers<void>();
  const server = createServer(({ headers }, response) => {
    const isKnown = headers['if-none-match'] === version;
    statuses.push(isKnown ? 304 : 200);
    if (isKnown) resolve();
    expect(headers.authorization).toBe('Bearer t');
    response.writeHead(isKnown ? 304 : 200, { etag: version }).end(isKnown ? undefined : sdl);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  closing.push(async () => server.close());
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  const { router } = await start(
    urlSource({ url, pollMs: INTERVAL, headers: { authorization: 'Bearer t' } }),
  );
  await unchanged;
  expect(statuses.slice(0, 2)).toEqual([200, 304]);
  [sdl, version] = [smaller, '"2"'];
  await becomes(router, false);
});

describe('a configuration file', () => {
  test('is applied by `reload`, which SIGHUP calls; a mistake in it does not hold up the supergraph', async () => {
    const texts = { supergraph: shop.supergraphSdl, file: FILE };
    const source = (name: keyof typeof texts): TextSource => ({
      read: async () => texts[name],
      follow: () => () => {},
    });
    const { router, lines } = await start(source('supergraph'), source('file'));
    const versionSent = async () => {
      shop.reset();
      await post(router, '{ me { name } }');
      return shop.received[0]!.headers['x-version'];
    };
    expect(await versionSent()).toBe('1');
    texts.file = FILE.replace('"1"', '"2"');
    await router.reload();
    expect(await versionSent()).toBe('2');
    texts.file = 'allSubgraphs: { timeoutMS: 1 }';
    await router.reload();
    expect(await versionSent()).toBe('2');
    const refused = lines.find(({ msg }) => String(msg).startsWith('a reload was refused'));
    expect(JSON.stringify(refused)).toContain('router.yaml:1:17: `timeoutMS` is not known here.');
    texts.file = `${FILE}\nsettings: { GRAPHQL_MAX_DEPTH: 3 }`;
    await router.reload();
    expect(lines.some(({ msg }) => String(msg).includes('take effect at the next start'))).toBe(true);
  });
});
