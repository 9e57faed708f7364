import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { inProcessPort } from '@tributary/gateway/graph';
import { asWorkspace, TributaryError } from '@tributary/kit';
import { GATEWAY_AUDIENCE, operatorPrincipal, PRINCIPAL_HEADER, signPrincipal } from '@tributary/kit/host';
import { httpGraphPort } from '@tributary/kit/testing';
import { eventually, LAYOUTS, startTestApp, type TestApp } from '@tributary/test/support';
import { type StandIn, startStandIn } from '../upstreams/stand-in.ts';
import { x } from '../upstreams/x.ts';

const SECRET = 'a secret of the test that is long enough';
const FUNDS = 1_000_000;
const PROFILE = 2_000;

/**
 * Requests from one subgraph to another on behalf of a caller are charged to the caller's
 * workspace.
 */
describe.each(LAYOUTS)('a charge for a request to another subgraph, %s', (layout) => {
  let app: TestApp;
  let source: StandIn;
  let key: string;
  beforeAll(async () => {
    source = await startStandIn(x);
    app = await startTestApp({
      layout,
      settings: {
        X_TOKEN: 'secret',
        X_URL: source.url,
        CREATORS_PRICES: 'profile=0.002',
      },
    });
    const graph = inProcessPort();
    graph.bind(app.app.graph);
    await graph.ask(
      { principal: operatorPrincipal(app.workspaceId) },
      `mutation { addCreatorFunds(microDollars: ${FUNDS}) { microDollars } }`,
    );
    key = await app.key('native', {
      scopes: ['insights:read', 'posts:read', 'posts:write', 'ai:generate', 'community:read'],
    });
  });
  afterAll(async () => {
    await app.stop();
    await source.stop();
  });

  const query = async (text: string, ...values: unknown[]) =>
    (await app.database.database.pool.query(text, values)).rows;
  let accounts = 0;
  beforeEach(async () => {
    accounts += 1;
    await query('delete from publishing.connected_accounts');
    // A different name each time, because responses are cached for all.
    await query(
      `insert into publishing.connected_accounts (workspace_id, id, platform, external_id, handle, status, connected_at)
       values ($1, $2, 'x', $2, $3, 'connected', now())`,
      app.workspaceId,
      `acct_${accounts}`,
      `@nested_${layout.replace(' ', '_').slice(0, 5)}${accounts}`,
    );
  });
  const AUDIENCE = 'connectedAccounts { nodes { analytics { followers } } }';
  const kinds = async () =>
    (await query('select kind from creators.ledger where workspace_id = $1 order by number', app.workspaceId))
      .map(({ kind }) => kind)
      .join(' ');
  const balance = async () =>
    Number(
      (await query('select micros from creators.balances where workspace_id = $1', app.workspaceId))[0]
        .micros,
    );

  /**
   * Sends a request whose last field waits for a locked table, and disconnects once the others are
   * charged.
   */
  async function hangUpWhenCharged(headers: string, body: object): Promise<void> {
    const before = await kinds();
    const blocker = await app.database.database.pool.connect();
    try {
      await blocker.query('begin; lock table posts.trackers in access exclusive mode');
      const { hostname, port } = new URL(app.url);
      const text = JSON.stringify(body);
      const socket = connect(Number(port), hostname, () =>
        socket.write(
          `POST /graphql HTTP/1.1\r\nhost: x\r\n${headers}\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n\r\n${text}`,
        ),
      );
      await eventually(async () => expect(await kinds()).toBe(`${before} charge`));
      socket.destroy();
      await once(socket, 'close');
    } finally {
      await blocker.query('rollback');
      blocker.release();
    }
  }

  test('is made with the caller’s rights and one more, and is final once the response has arrived', async () => {
    const before = await balance();
    const { data, errors } = await app.graphql(`{ ${AUDIENCE} }`, {}, key);
    expect([data, errors]).toEqual([
      { connectedAccounts: { nodes: [{ analytics: { followers: 1200 } }] } },
      undefined,
    ]);
    expect(await balance()).toBe(before - PROFILE);
    // The permission belongs to the field: the caller itself cannot query creators.
    const own = await app.graphql('{ creator(platform: X, username: "jack") { followers } }', {}, key);
    expect(own.errors![0]!.extensions['code']).toBe('FORBIDDEN_SCOPE');
  });

  test('is refunded if the caller’s response is lost after the subgraph has responded', async () => {
    const before = await balance();
    await hangUpWhenCharged(`x-api-key: ${key}`, { query: `{ ${AUDIENCE} trackers { id } }` });
    await eventually(async () => expect(await balance()).toBe(before));
    expect(await kinds()).toMatch(/charge refund$/);
  });

  test('is refunded if only the subgraph’s response is lost', async () => {
    const before = await balance();
    const { principal } = asWorkspace(app.workspaceId, {
      scopes: ['creators:read', 'community:read'],
      policies: ['creator-tracking:api', 'community-tracker:api'],
    });
    const signed = await signPrincipal(principal, GATEWAY_AUDIENCE, SECRET);
    const lost = `lost_${accounts}_${layout.length}`;
    await hangUpWhenCharged(`${PRINCIPAL_HEADER}: ${signed}`, {
      query: `{ creator(platform: X, username: "${lost}") { followers } trackers { id } }`,
    });
    await eventually(async () => expect(await balance()).toBe(before));
  });

  test('a caller cannot reply to a post that it may not read', async () => {
    const blind = await app.key('native', { scopes: ['posts:read', 'posts:write'] });
    const create = (key: string) =>
      app.graphql(
        `mutation { createPost(input: { body: "Hello", inReplyTo: { mentionId: "men_1" } }) { __typename } }`,
        {},
        key,
      );
    expect((await create(blind)).errors![0]!.extensions['code']).toBe('FORBIDDEN_SCOPE');
    const seeing = await app.key('native', { scopes: ['posts:read', 'posts:write', 'mentions:read'] });
    expect((await create(seeing)).data.createPost).toEqual({ __typename: 'InvalidInput' });
  });

  test('a subgraph rejects a request with forged rights', async () => {
    const forged = httpGraphPort(`${app.url}/graphql`, 'another secret that is long enough!!');
    const asked = forged.ask({ principal: operatorPrincipal(app.workspaceId) }, '{ __typename }');
    await expect(asked).rejects.toBeInstanceOf(TributaryError);
  });
});
