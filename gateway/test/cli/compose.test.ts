import { readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { temporaryFolder } from '@tributary/kit/testing';
import { runCommand } from '@tributary/test/support';
import { SHOP } from '../graph/support/shop.ts';
import { type ShopServers, startShopServers } from '../router/shop-servers.ts';

const LINK =
  'extend schema @link(url: "https://specs.apollo.dev/federation/v2.8", import: ["@key", "@shareable"])\n';

let shop: ShopServers;
let folder: string;
beforeAll(async () => {
  shop = await startShopServers();
  folder = await temporaryFolder('tributary-compose-');
  await writeFile(join(folder, 'accounts.graphql'), LINK + SHOP[0]!.sdl);
});
afterAll(async () => {
  await shop.stop();
  await rm(folder, { recursive: true });
});

/** Composes the subgraphs of a file. */
async function compose(subgraphs: object, ...options: string[]) {
  const path = join(folder, 'subgraphs.yaml');
  await writeFile(path, JSON.stringify({ subgraphs }));
  return runCommand(['compose', path, ...options]);
}

const accounts = { routing_url: 'http://accounts.test/graphql', schema: { file: 'accounts.graphql' } };
const from = (name: string) => ({ schema: { subgraph_url: shop.urls.get(name)! } });

describe('tributary compose', () => {
  test('composes subgraphs of files and of running servers', async () => {
    const subgraphs = {
      accounts,
      ...Object.fromEntries(['inventory', 'products', 'reviews'].map((name) => [name, from(name)])),
    };
    const output = join(folder, 'supergraph.graphql');
    expect(await compose(subgraphs, '--output', output)).toEqual({ code: 0, stdout: '', stderr: '' });
    const supergraph = await readFile(output, 'utf8');
    expect(supergraph).toContain('@join__graph(name: "accounts", url: "http://accounts.test/graphql")');
    expect(supergraph).toContain(`@join__graph(name: "reviews", url: "${shop.urls.get('reviews')}")`);
    expect(supergraph).toMatch(/type User\s+@join__type\(graph: ACCOUNTS, key: "id"\)/);
    expect((await compose(subgraphs)).stdout).toBe(supergraph);
  });

  test('lists every reason why subgraphs do not compose', async () => {
    await writeFile(join(folder, 'other.graphql'), 'type Query { me: Int users: Int }');
    const other = { routing_url: 'http://other.test', schema: { file: 'other.graphql' } };
    const { code, stdout, stderr } = await compose({ accounts, other });
    expect([code, stdout]).toEqual([1, '']);
    expect(stderr).toContain('Type of field "Query.me" is incompatible across subgraphs');
    expect(stderr).toContain('Type of field "Query.users" is incompatible across subgraphs');
  });

  test.each([
    ['no such file', { a: { ...accounts, schema: { file: 'none.graphql' } } }, 2, 'no such file'],
    ['no URL', { a: { schema: accounts.schema } }, 2, 'The subgraph a needs a `routing_url`'],
    ['no schema', { a: { routing_url: 'http://a.test' } }, 2, '/subgraphs/a'],
    [
      'a server that cannot be reached',
      { a: { schema: { subgraph_url: 'http://127.0.0.1:1/' } } },
      1,
      'The schema of a could not be read from http://127.0.0.1:1/',
    ],
  ])('refuses %s', async (_, subgraphs, code, message) => {
    const ended = await compose(subgraphs);
    expect(ended.stderr).toContain(message);
    expect([ended.code, ended.stdout]).toEqual([code, '']);
  });
});
