import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { accessibilityFaults } from '../support/accessibility.ts';
import { findChromium } from '../support/browsers/index.ts';
import { picture } from '../support/picture.ts';

const EMAIL = 'ada@example.org';
const PASSWORD = 'correct horse battery';
const program = findChromium();
/** Timeout of a browser on a busy machine. */
const PATIENCE = 30_000;

let app: TestApp;
let browser: Browser;
/** The client's callback; like ChatGPT's, it redirects the user to another host. */
let callback: Server;
let redirectUri: string;
let clientId: string;
let ahead = 0;

/** Pages of a browser, and its complaints: console messages, including violations of the policy. */
async function open(options: Parameters<Browser['newContext']>[0] = {}) {
  // No two of these share a minute of log-ins.
  ahead += 60_000;
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => {
    // Chromium logs every 4xx, which a wrong password, an unknown client and a console that is not
    // built cause.
    if (!/the server responded with a status of 40[014]/.test(message.text()))
      complaints.push(message.text());
  });
  page.on('pageerror', (error) => complaints.push(error.message));
  return { context, page, complaints };
}

function authorization(scope = 'profile accounts:read accounts:write posts:read'): string {
  const challenge = createHash('sha256').update(randomBytes(32)).digest('base64url');
  const parameters = {
    client_id: clientId,
    response_type: 'code',
    redirect_uri: redirectUri,
    scope,
    state: 'a state',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  return `${app.url}/api/oauth/authorize?${new URLSearchParams(parameters)}`;
}

/** An authorization request of the console, of the same origin as the server. */
function consoleAuthorization(): string {
  const own = { client_id: 'tributary-console', redirect_uri: `${app.url}/signed-in`, scope: 'console' };
  const url = new URL(authorization());
  for (const [name, value] of Object.entries(own)) url.searchParams.set(name, value);
  return url.href;
}

async function logIn(page: Page, password = PASSWORD): Promise<void> {
  await page.getByLabel('Email').fill(EMAIL);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

/** What the client's page received. */
async function received(page: Page): Promise<URLSearchParams> {
  await page.getByRole('heading', { name: 'The client' }).waitFor();
  expect(new URL(page.url()).hostname).toBe('localhost');
  return new URL(page.url()).searchParams;
}

async function closed(context: BrowserContext, complaints: readonly string[]): Promise<void> {
  await context.close();
  expect(complaints).toEqual([]);
}

(program ? describe : describe.skip)(
  `in Chromium${program ? '' : ', which this machine does not have'}`,
  () => {
    beforeAll(async () => {
      callback = createServer(({ url = '' }, response) => {
        if (url.startsWith('/callback')) {
          const { port } = callback.address() as AddressInfo;
          response.writeHead(302, {
            location: `http://localhost:${port}/done${url.slice('/callback'.length)}`,
          });
          return response.end();
        }
        response.writeHead(url.startsWith('/done') ? 200 : 204, { 'content-type': 'text/html' });
        response.end('<!doctype html><title>Client</title><h1>The client</h1>');
      }).listen(0);
      await once(callback, 'listening');
      redirectUri = `http://127.0.0.1:${(callback.address() as AddressInfo).port}/callback`;
      app = await startTestApp({ clock: () => Date.now() + ahead });
      const { id } = await app.app.admin.createUser(app.workspaceId, { email: EMAIL, name: 'Ada Lovelace' });
      await app.app.oauth.setPassword(app.workspaceId, id, PASSWORD);
      const client = { name: 'Post Reader GPT', redirectUris: [redirectUri], public: false, scopes: null };
      ({ clientId } = await app.app.oauth.createClient(app.workspaceId, client));
      browser = await chromium.launch({ executablePath: program!, args: ['--no-sandbox'] });
    });
    afterAll(async () => {
      await browser?.close();
      callback?.close();
      await app?.stop();
    });

    test.each([true, false])(
      'a user logs in after a wrong password and allows (scripts: %s)',
      async (javaScriptEnabled) => {
        const { context, page, complaints } = await open({ javaScriptEnabled });
        await page.goto(authorization());
        await logIn(page, 'wrong password');
        await page.getByRole('alert').waitFor();
        expect(await page.getByRole('alert').textContent()).toBe(
          'The email address or password is incorrect.',
        );
        expect(await page.getByLabel('Email').inputValue()).toBe(EMAIL);
        await logIn(page);
        await page.getByRole('heading', { name: 'Allow Post Reader GPT?' }).waitFor();
        // Changes come before what the client can view.
        expect(await page.getByRole('listitem').allTextContents()).toEqual([
          'Follow and unfollow X accounts for the workspace',
          'View your name, email address and plan',
          'View the X accounts that the workspace follows',
          'Read the posts of followed accounts',
        ]);
        await page.getByRole('button', { name: 'Allow' }).click();
        const answer = await received(page);
        expect([answer.get('state'), answer.get('iss')]).toEqual(['a state', app.url]);
        expect(answer.get('code')).toMatch(/^[\w-]{43}$/);
        await closed(context, complaints);
      },
    );

    test.each([true, false])(
      'a user denies, before and after logging in (scripts: %s)',
      async (javaScriptEnabled) => {
        const { context, page, complaints } = await open({ javaScriptEnabled });
        await page.goto(authorization());
        // Although the fields are required and empty.
        await page.getByRole('button', { name: 'Cancel' }).click();
        expect((await received(page)).get('error')).toBe('access_denied');
        await page.goto(authorization());
        await logIn(page);
        await page.getByRole('button', { name: 'Deny' }).click();
        const answer = await received(page);
        expect([answer.get('error'), answer.get('state')]).toEqual(['access_denied', 'a state']);
        await closed(context, complaints);
      },
    );

    test('another account can be used, and logging out ends the session', async () => {
      const { context, page, complaints } = await open();
      await page.goto(authorization());
      await logIn(page);
      await page.getByRole('button', { name: 'Use another account' }).click();
      await logIn(page);
      await page.getByRole('button', { name: 'Allow' }).click();
      await received(page);
      // Consent that was given is not requested again.
      await page.goto(authorization());
      await received(page);
      await page.goto(`${app.url}/api/oauth/logout`);
      await page.getByRole('button', { name: 'Log out' }).click();
      await page.getByRole('heading', { name: 'You are logged out' }).waitFor();
      await page.goto(authorization());
      await page.getByRole('heading', { name: 'Log in' }).waitFor();
      await closed(context, complaints);
    });

    test.each(['light', 'dark'] as const)(
      'every page satisfies WCAG AA in %s colours',
      async (colorScheme) => {
        const { context, page, complaints } = await open({ colorScheme });
        const faults: Record<string, string[]> = {};
        const look = async (heading: string) => {
          await page.getByRole('heading', { name: heading }).waitFor();
          faults[heading] = await accessibilityFaults(page);
        };
        await page.goto(authorization());
        await look('Log in');
        await logIn(page, 'wrong password');
        await page.getByRole('alert').waitFor();
        faults['Login failed'] = await accessibilityFaults(page);
        await logIn(page);
        await look('Allow Post Reader GPT?');
        await picture(page, `allow-${colorScheme}`);
        await page.goto(`${app.url}/api/oauth/logout`);
        await look('Log out?');
        await page.getByRole('button', { name: 'Log out' }).click();
        await look('You are logged out');
        const account = { email: 'grace@example.org', role: 'viewer' } as const;
        await page.goto((await app.app.admin.invite(app.workspaceId, account)).url);
        await look('Create your account');
        await page.getByLabel('Full name').fill('Grace Hopper');
        await page.getByLabel('Password').fill(PASSWORD);
        await page.getByRole('button', { name: 'Create account' }).click();
        await look('Your account is ready');
        const { id } = await app.app.admin.findUser(app.workspaceId, account.email);
        await page.goto((await app.app.admin.createPasswordLink(app.workspaceId, id)).url);
        await look('Set a new password');
        await app.app.admin.deleteUser(app.workspaceId, id);
        await page.goto(consoleAuthorization());
        await look('Log in');
        await page.getByLabel('Workspace').fill('ours');
        await logIn(page);
        await page.waitForURL(/\/signed-in\?code=/);
        await page.goto(`${app.url}/api/oauth/password`);
        await look('Change password');
        await page.goto(authorization().replace(/client_id=[^&]+/, 'client_id=unknown'));
        await look('Something went wrong');
        expect(faults).toEqual(Object.fromEntries(Object.keys(faults).map((name) => [name, []])));
        expect(Object.keys(faults)).toHaveLength(10);
        await closed(context, complaints);
      },
    );

    test('every control can be reached by keyboard, has a name, and fits a phone', async () => {
      const { context, page, complaints } = await open({ viewport: { width: 320, height: 568 } });
      const fits = () => page.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
      await page.goto(authorization());
      expect(await page.locator('html').getAttribute('lang')).toBe('en');
      expect(await fits()).toBe(true);
      // The first field has the focus; the tab key reaches the rest.
      await page.keyboard.type(EMAIL);
      await page.keyboard.press('Tab');
      await page.keyboard.type(PASSWORD);
      await page.keyboard.press('Enter');
      await page.getByRole('heading', { name: 'Allow Post Reader GPT?' }).waitFor();
      expect(await fits()).toBe(true);
      await picture(page, 'allow-phone');
      const names: string[] = [];
      for (let step = 0; step < 3; step++) {
        await page.keyboard.press('Tab');
        names.push((await page.locator(':focus').textContent()) ?? '');
      }
      expect(names).toEqual(['Use another account', 'Allow', 'Deny']);
      await page.keyboard.press('Enter');
      expect((await received(page)).get('error')).toBe('access_denied');
      await closed(context, complaints);
    });
  },
);
