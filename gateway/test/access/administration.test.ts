import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { ADMIN_SCOPE } from '../../src/access/index.ts';

let app: TestApp;
let admin: string;
let theirs: string;

beforeAll(async () => {
  app = await startTestApp();
  const scopes = ['profile', 'community:read', 'workspace:read', ADMIN_SCOPE];
  admin = await app.key('native', { scopes });
  theirs = await app.key('native', { scopes, workspaceId: app.otherId });
});
afterAll(() => app.stop());

const FAILURE = '... on Failure { __typename message } ... on InvalidInput { field }';

async function run(mutation: string, key = admin) {
  const { data, errors } = await app.graphql(`mutation { result: ${mutation} }`, {}, key);
  return data.result ?? errors![0]!.extensions['code'];
}

const createKey = (input: string, key = admin) =>
  run(
    `createApiKey(input: { ${input} }) {
      ... on ApiKeyCreated { secret key { id name prefix scopes products expiresAt userId } } ${FAILURE} }`,
    key,
  );
const createUser = (email: string, role = 'EDITOR', key = admin) =>
  run(
    `createUser(input: { email: "${email}", role: ${role} }) { ... on UserCreated { user { id email } } ${FAILURE} }`,
    key,
  );
const createClient = (input: string, key = admin) =>
  run(
    `createOauthClient(input: { ${input} }) {
      ... on OauthClientCreated { secret client { id name redirectUris scopes isPublic } } ${FAILURE} }`,
    key,
  );

describe('API keys', () => {
  test('are created, shown once, listed and revoked', async () => {
    const { secret, key } = await createKey('kind: NATIVE, name: "dashboard", scopes: ["community:read"]');
    expect(key).toMatchObject({ name: 'dashboard', scopes: ['community:read'], prefix: secret.slice(0, 12) });
    const first = await app.graphql('{ communityPosts { totalCount } }', {}, secret);
    expect(first.errors).toBeUndefined();
    const list = '{ viewer { workspace { keys { id name revokedAt } } } }';
    const { data } = await app.graphql(list, {}, admin);
    expect(data.viewer.workspace.keys).toContainEqual({ id: key.id, name: 'dashboard', revokedAt: null });
    expect(JSON.stringify(data)).not.toContain(secret);
    const revoke = `revokeApiKey(id: "${key.id}") { ... on ApiKeyRevoked { key { revokedAt } } }`;
    expect((await run(revoke)).key.revokedAt).not.toBeNull();
    const after = await app.graphql('{ communityPosts { totalCount } }', {}, secret);
    expect(after.errors![0]!.extensions['code']).toBe('UNAUTHENTICATED');
  });

  test('never have a scope that the calling key lacks', async () => {
    expect(await createKey('kind: NATIVE, scopes: ["community:read", "posts:publish"]')).toMatchObject({
      __typename: 'InvalidInput',
      field: 'input.scopes',
    });
    const { key } = await createKey('kind: NATIVE');
    expect(key.scopes.sort()).toEqual(['community:read', 'profile', ADMIN_SCOPE, 'workspace:read'].sort());
    expect((await createKey('kind: COMMUNITY_TRACKER')).key.scopes).toEqual(['community:read']);
    expect(await createKey(`kind: COMMUNITY_TRACKER, scopes: ["${ADMIN_SCOPE}"]`)).toMatchObject({
      field: 'input.scopes',
    });
  });

  test('do not outlive the calling key', async () => {
    const expiresAt = new Date(Date.now() + 3_600_000);
    const brief = await app.key('native', { scopes: [ADMIN_SCOPE], expiresAt });
    expect((await createKey('kind: NATIVE', brief)).key.expiresAt).toBe(expiresAt.toISOString());
    expect(await createKey('kind: NATIVE, expiresAt: "2100-01-01T00:00:00Z"', brief)).toMatchObject({
      field: 'input.expiresAt',
    });
  });

  test('of a user create keys of that user only', async () => {
    const { user } = await createUser('keys@example.org', 'ADMIN');
    const other = (await createUser('others@example.org')).user;
    const { secret, key } = await createKey(`kind: NATIVE, userId: "${user.id}"`);
    expect(key.userId).toBe(user.id);
    expect((await createKey('kind: NATIVE', secret)).key.userId).toBe(user.id);
    expect(await createKey(`kind: NATIVE, userId: "${other.id}"`, secret)).toMatchObject({
      field: 'input.userId',
    });
  });

  test('need the scope, which a key without a list of scopes does not have', async () => {
    for (const mutation of [
      'createApiKey(input: { kind: NATIVE }) { __typename }',
      'revokeApiKey(id: "x") { __typename }',
      'createUser(input: { email: "a@example.org" }) { __typename }',
      'deleteUser(id: "x") { __typename }',
      'changeUserRole(id: "x", role: VIEWER) { __typename }',
      'inviteUser(input: { email: "a@example.org" }) { __typename }',
      'revokeInvitation(id: "x") { __typename }',
      'createPasswordLink(id: "x") { __typename }',
      'setUserPassword(id: "x", password: "x") { __typename }',
      'createOauthClient(input: { name: "x" }) { __typename }',
      'updateOauthClient(id: "x", input: { redirectUris: [] }) { __typename }',
      'deleteOauthClient(id: "x") { __typename }',
    ])
      expect([mutation, await run(mutation, await app.key('native'))]).toEqual([mutation, 'FORBIDDEN_SCOPE']);
  });
});

describe('users', () => {
  test('have case-insensitive addresses, and are given a password, listed and deleted', async () => {
    const { user } = await createUser('Ada@example.org');
    expect(await createUser('ada@EXAMPLE.org')).toMatchObject({ __typename: 'Conflict' });
    expect(await createUser('nobody')).toMatchObject({ __typename: 'InvalidInput' });
    const password = (text: string) =>
      run(`setUserPassword(id: "${user.id}", password: "${text}") { __typename ${FAILURE} }`);
    expect(await password('short')).toMatchObject({ __typename: 'InvalidInput' });
    expect(await password('long enough for anybody')).toMatchObject({ __typename: 'UserPasswordSet' });
    const list = async () =>
      (await app.graphql('{ viewer { workspace { users { id } } } }', {}, admin)).data.viewer.workspace.users;
    expect(await list()).toContainEqual({ id: user.id });
    expect(await run(`deleteUser(id: "${user.id}") { __typename }`)).toEqual({ __typename: 'UserDeleted' });
    expect(await list()).not.toContainEqual({ id: user.id });
  });
});

describe('roles', () => {
  const failure = '... on Failure { __typename message }';
  const userOf = async (role: 'owner' | 'admin', workspaceId = app.workspaceId) => {
    const email = `${role}-${Math.random()}@example.org`;
    const user = await app.app.admin.createUser(workspaceId, { email, name: '', role });
    const scopes = ['profile', ADMIN_SCOPE];
    const { key } = await app.app.admin.createKey(workspaceId, { kind: 'native', scopes, user: email });
    return { ...user, key };
  };
  const change = (id: string, role: string, key = admin) =>
    run(
      `changeUserRole(id: "${id}", role: ${role}) { ... on UserRoleChanged { user { role } } ${failure} }`,
      key,
    );
  const remove = (id: string, key = admin) => run(`deleteUser(id: "${id}") { __typename ${failure} }`, key);

  test('are given at creation and changed, and an unknown user has none', async () => {
    const created = await run(
      'createUser(input: { email: "viewer@example.org", role: VIEWER }) { ... on UserCreated { user { id role } } }',
    );
    expect(created.user.role).toBe('VIEWER');
    expect(await change(created.user.id, 'EDITOR')).toEqual({ user: { role: 'EDITOR' } });
    expect(await change('nobody', 'EDITOR')).toMatchObject({ __typename: 'NotFound' });
    expect(await change(created.user.id, 'EDITOR', theirs)).toMatchObject({ __typename: 'NotFound' });
  });

  test('leave the workspace an owner, even if two owners go at once', async () => {
    const owners = [await userOf('owner', app.otherId), await userOf('owner', app.otherId)];
    const answers = await Promise.all(owners.map(({ id }) => change(id, 'VIEWER', theirs)));
    expect(answers.map(({ __typename }) => __typename).sort()).toEqual(['Conflict', undefined]);
    const [last] = (await app.app.admin.listUsers(app.otherId)).filter(({ role }) => role === 'owner');
    expect(await remove(last!.id, theirs)).toMatchObject({
      __typename: 'Conflict',
      message: 'The user is the only owner of the workspace; make another user an owner first.',
    });
  });

  test('of owners are managed by owners only', async () => {
    const [owner, other, boss] = [await userOf('owner'), await userOf('owner'), await userOf('admin')];
    for (const forbidden of [
      `changeUserRole(id: "${owner.id}", role: ADMIN) { __typename }`,
      `changeUserRole(id: "${boss.id}", role: OWNER) { __typename }`,
      `deleteUser(id: "${owner.id}") { __typename }`,
      `setUserPassword(id: "${owner.id}", password: "long enough for anybody") { __typename }`,
      `createPasswordLink(id: "${owner.id}") { __typename }`,
      'createUser(input: { email: "o@example.org", role: OWNER }) { __typename }',
      'inviteUser(input: { email: "o@example.org", role: OWNER }) { __typename }',
    ])
      expect([forbidden, await run(forbidden, boss.key)]).toEqual([forbidden, 'FORBIDDEN_SCOPE']);
    expect(await change(owner.id, 'ADMIN', other.key)).toEqual({ user: { role: 'ADMIN' } });
    expect(await remove(owner.id, boss.key)).toEqual({ __typename: 'UserDeleted' });
  });
});

describe('invitations', () => {
  const invite = (email: string, key = admin) =>
    run(
      `inviteUser(input: { email: "${email}", role: VIEWER }) {
        ... on UserInvited { link invitation { id email role createdAt expiresAt } } ${FAILURE} }`,
      key,
    );
  const list = async () =>
    (await app.graphql('{ viewer { workspace { invitations { id email } } } }', {}, admin)).data.viewer
      .workspace.invitations;

  test('show their link once, are listed and found, replaced and revoked', async () => {
    const { link, invitation } = await invite('guest@example.org');
    expect(link).toMatch(new RegExp(`^${app.url}/api/oauth/account\\?link=[\\w-]{64}$`));
    expect(Date.parse(invitation.expiresAt) - Date.parse(invitation.createdAt)).toBe(7 * 86_400_000);
    const again = await invite('GUEST@example.org');
    const { id } = again.invitation;
    expect(await list()).toEqual([{ id, email: 'GUEST@example.org' }]);
    const secret = new URL(again.link).searchParams.get('link')!;
    const { rows } = await app.database.database.pool.query('select * from access.account_links');
    expect(JSON.stringify(rows)).not.toContain(secret.slice(22));
    const { data } = await app.graphql(`{ node(id: "${id}") { ... on Invitation { email } } }`, {}, admin);
    expect(data.node).toEqual({ email: 'GUEST@example.org' });
    const revoke = `revokeInvitation(id: "${id}") { __typename }`;
    expect(await run(revoke, theirs)).toEqual({ __typename: 'NotFound' });
    expect(await run(revoke)).toEqual({ __typename: 'InvitationRevoked' });
    expect(await list()).toEqual([]);
    expect((await fetch(again.link)).status).toBe(404);
  });

  test('are not possible for a user or an invalid address', async () => {
    await createUser('member@example.org');
    expect(await invite('MEMBER@example.org')).toMatchObject({ __typename: 'Conflict' });
    expect(await invite('nobody')).toMatchObject({ __typename: 'InvalidInput', field: 'email' });
  });
});

describe('OAuth clients', () => {
  test('are created, changed, listed and deleted', async () => {
    const { secret, client } = await createClient('name: "GPT", scopes: ["posts:read"]');
    expect(secret).toHaveLength(43);
    expect(client).toMatchObject({ redirectUris: [], scopes: ['posts:read'], isPublic: false });
    const update = (uri: string) =>
      run(`updateOauthClient(id: "${client.id}", input: { redirectUris: ["${uri}"] }) {
        ... on OauthClientUpdated { client { redirectUris } } ${FAILURE} }`);
    expect(await update('https://chat.example.org/cb')).toEqual({
      client: { redirectUris: ['https://chat.example.org/cb'] },
    });
    expect(await update('http://example.org/')).toMatchObject({ __typename: 'InvalidInput' });
    const list = '{ viewer { workspace { oauthClients { id revokedAt } } } }';
    const { data } = await app.graphql(list, {}, admin);
    expect(data.viewer.workspace.oauthClients).toContainEqual({ id: client.id, revokedAt: null });
    expect(await run(`deleteOauthClient(id: "${client.id}") { __typename }`)).toEqual({
      __typename: 'OauthClientDeleted',
    });
  });

  test('that are public have no secret', async () => {
    expect(await createClient('name: "App", isPublic: true')).toMatchObject({
      secret: null,
      client: { isPublic: true },
    });
  });
});

test('objects of another workspace and malformed ids are not found', async () => {
  const { key } = await createKey('kind: NATIVE');
  const { user } = await createUser('mine@example.org');
  const { client } = await createClient('name: "Mine"');
  for (const [mutation, id] of [
    ['revokeApiKey(id: "ID")', key.id],
    ['deleteUser(id: "ID")', user.id],
    ['setUserPassword(id: "ID", password: "long enough for anybody")', user.id],
    ['updateOauthClient(id: "ID", input: { redirectUris: ["https://a.example.org/"] })', client.id],
    ['deleteOauthClient(id: "ID")', client.id],
  ] as const)
    for (const named of [id, 'nonsense'])
      expect(await run(`${mutation.replace('ID', named)} { __typename }`, theirs)).toEqual({
        __typename: 'NotFound',
      });
  expect(await createKey(`kind: NATIVE, userId: "${user.id}"`, theirs)).toMatchObject({
    __typename: 'NotFound',
  });
});
