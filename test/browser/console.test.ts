import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type Browser, chromium, type Page } from 'playwright-core';
import { build } from 'vite';
import { accessibilityFaults } from '../support/accessibility.ts';
import { findChromium } from '../support/chromium.ts';
import { fillDemo, importPosts } from '../support/posts.ts';

const program = findChromium();
/** Timeout of a browser on a busy machine. */
const PATIENCE = 30_000;
/** JavaScript of the first page in bytes, compressed. */
const MOST_SCRIPT = 250_000;
const PASSWORD = 'correct horse battery';
/** Folder that receives a picture of each page; none are taken without it. */
const { CONSOLE_PICTURES } = process.env;
const CONSOLE = fileURLToPath(new URL('../../gateway/console', import.meta.url));

/** What a hostile author writes: each would run a script if it were read as markup or as a link. */
const HOSTILE = [
  '<img src=x onerror="document.title=\'hacked\'">',
  '<script>document.title="hacked"</script>',
  '"><svg onload=document.title="hacked">',
  '[click](javascript:document.title="hacked")',
  '{{constructor.constructor("document.title=`hacked`")()}}',
  '\u202Eenod <iframe srcdoc="<script>parent.document.title=1</script>">',
];

let app: TestApp;
let browser: Browser;
let ahead = 0;

/** A page that has logged in, and its complaints: messages, such as violations of the policy. */
async function open(
  path: string,
  {
    email = 'editor@example.org',
    ...options
  }: { email?: string } & Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  // No two of these share a minute of log-ins.
  ahead += 60_000;
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(app.url + path);
  await logIn(page, email);
  await page.getByRole('navigation', { name: 'Pages' }).waitFor();
  return { page, complaints };
}

async function logIn(page: Page, email: string): Promise<void> {
  await page.getByLabel('Workspace').fill('ours');
  await picture(page, 'log-in');
  await page.getByLabel('Email').fill(email);
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
}

async function picture(page: Page, name: string): Promise<void> {
  if (!CONSOLE_PICTURES) return;
  await mkdir(CONSOLE_PICTURES, { recursive: true });
  await page.screenshot({ path: `${CONSOLE_PICTURES}/${name}.png` });
}

const posts = (page: Page) => page.getByRole('listbox', { name: 'Posts' }).getByRole('option');
const selectedPost = (page: Page) =>
  page.getByRole('listbox', { name: 'Posts' }).getByRole('option', { selected: true });

(program ? describe : describe.skip)(
  `the console in Chromium${program ? '' : ', which this machine does not have'}`,
  () => {
    beforeAll(async () => {
      // Jest sets `test`, with which Vite would bundle the development code of React.
      process.env.NODE_ENV = 'production';
      await build({ configFile: `${CONSOLE}/vite.config.ts`, logLevel: 'error' });
      process.env.NODE_ENV = 'test';
      app = await startTestApp({
        clock: () => Date.now() + ahead,
        settings: { PERSISTED_DOCUMENTS: 'only', TRIBUTARY_CONSOLE: 'on' },
      });
      await fillDemo(app.database, app.workspaceId, new Date());
      for (const role of ['owner', 'editor', 'viewer'] as const) {
        const user = { email: `${role}@example.org`, name: `Ada ${role}`, role };
        const { id } = await app.app.admin.createUser(app.workspaceId, user);
        await app.app.oauth.setPassword(app.workspaceId, id, PASSWORD);
      }
      browser = await chromium.launch({ executablePath: program!, args: ['--no-sandbox'] });
    }, 300_000);
    afterEach(() => Promise.all(browser.contexts().map((context) => context.close())));
    afterAll(async () => {
      await browser?.close();
      await app?.stop();
    });

    test('posts are handled by keyboard: the next one is selected, and an undo restores the post', async () => {
      const { page, complaints } = await open('/inbox');
      await posts(page).nth(2).waitFor();
      const total = await page.getByText(/^\d+ posts$/).textContent();
      await page.keyboard.press('j');
      await page.waitForURL(/post=/);
      const second = await selectedPost(page).textContent();
      const third = await posts(page).nth(2).textContent();
      await page.keyboard.press('e');
      await page.getByText('Done.', { exact: true }).waitFor();
      expect(await selectedPost(page).textContent()).toBe(third);
      expect(await page.getByText(/^\d+ posts$/).textContent()).not.toBe(total);
      await page.keyboard.press('z');
      await page.getByText(total!, { exact: true }).waitFor();
      expect(await selectedPost(page).textContent()).toBe(second);
      for (const handled of [1, 2, 3]) {
        await page.keyboard.press('d');
        await page.getByText(`${Number.parseInt(total!, 10) - handled} posts`, { exact: true }).waitFor();
      }
      await page.reload();
      await page.getByText(`${Number.parseInt(total!, 10) - 3} posts`, { exact: true }).waitFor();
      await page.keyboard.press('?');
      await page.getByRole('dialog', { name: 'Keys' }).waitFor();
      expect(complaints).toEqual([]);
    });

    test('filters are in the address and can be removed one by one', async () => {
      const { page, complaints } = await open('/inbox?status=all');
      await posts(page).first().waitFor();
      await page.getByRole('button', { name: 'Intent' }).click();
      await page.getByRole('checkbox', { name: 'Buying' }).check();
      await page.waitForURL(/intent=BUYING/);
      await page.keyboard.press('Escape');
      await page.getByRole('combobox', { name: 'Score' }).selectOption('5');
      await page.waitForURL(/score=5/);
      const filtered = page.url();
      await page.getByRole('button', { name: 'Remove the filter Intent' }).click();
      await page.waitForURL((url) => !url.search.includes('intent') && url.search.includes('score=5'));
      await page.goto(filtered);
      await page.getByRole('button', { name: 'Intent: Buying' }).waitFor();
      expect(complaints).toEqual([]);
    });

    test('a judgement is corrected and a reply becomes a draft, which survives a reload', async () => {
      const { page, complaints } = await open('/inbox?status=all');
      await posts(page).first().click();
      await page.getByRole('combobox', { name: 'Relevance' }).last().selectOption('High');
      await page.getByText(/Saved\. The workspace has learned/).waitFor();
      await page.keyboard.press('Escape');
      await page.getByRole('textbox', { name: 'Reply' }).fill('Thank you, we will look into it.');
      await page.getByRole('button', { name: 'Save as draft' }).click();
      await page.getByText('Draft reply').waitFor();
      await page.reload();
      await page.getByText('Thank you, we will look into it.').waitFor();
      expect(complaints).toEqual([]);
    });

    test('a tracker is created after its query is corrected, and deleted by its name', async () => {
      const { page, complaints } = await open('/trackers/new');
      await page.getByRole('textbox', { name: 'Name' }).fill('Licences');
      const query = page.getByRole('combobox', { name: 'Query' });
      await query.fill('open "sourc');
      await page.getByText('Unclosed quote at 5.').waitFor();
      await query.fill('open source -lang:de');
      await page.getByText(/stored posts? found/).waitFor();
      await picture(page, 'tracker-editor');
      await page.getByRole('button', { name: 'Create tracker' }).click();
      await page.getByRole('heading', { name: 'Licences', level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Resume' }).waitFor();
      await page.getByRole('button', { name: 'Delete' }).click();
      await page.getByLabel('Type the name of the tracker to confirm').fill('Licences');
      await page.getByRole('button', { name: 'Delete tracker' }).click();
      await page.waitForURL(/\/trackers$/);
      expect(complaints).toEqual([]);
    });

    test('an owner creates a key, which is shown once, and revokes it', async () => {
      const { page, complaints } = await open('/settings', { email: 'owner@example.org' });
      await page.getByRole('button', { name: 'New API key' }).click();
      await page.getByLabel('Name').fill('Nightly report');
      await page.getByRole('button', { name: 'Create key' }).click();
      const secret = await page.getByLabel('Key', { exact: true }).inputValue();
      // Refused for its text, which is not persisted, unless it is refused for its key before.
      const request = { method: 'POST', body: '{"query":"{ __typename }"}' };
      const headers = { 'x-api-key': secret, 'content-type': 'application/json' };
      const send = () => fetch(`${app.url}/graphql`, { ...request, headers });
      expect((await send()).status).toBe(400);
      await page.getByRole('button', { name: 'I have stored it' }).click();
      await page.getByRole('button', { name: 'Revoke Nightly report' }).click();
      await page.getByRole('button', { name: 'Revoke key' }).click();
      await page.getByText('The key “Nightly report” is revoked.').waitFor();
      expect((await send()).status).toBe(401);
      expect(complaints).toEqual([]);
    });

    test('a viewer reads the inbox, and a change is refused in words and reverted', async () => {
      const { page } = await open('/inbox?status=all', { email: 'viewer@example.org' });
      await posts(page).first().click();
      await page.getByRole('button', { name: 'Dismiss d' }).click();
      await page.getByText(/The change was not saved\. Your role does not allow this/).waitFor();
    });

    test('texts, names and addresses of hostile posts are shown and do nothing', async () => {
      const rows = HOSTILE.map((text, index) => ({
        url: `https://news.ycombinator.com/item?id=99${index}`,
        title: `hostile ${index} ${text}`,
        body: `${text} javascript:alert(1)`,
        author: text.slice(0, 30),
        posted_at: new Date(),
      }));
      await importPosts(app.database, app.workspaceId, rows);
      const { page, complaints } = await open('/inbox?q=hostile&status=all');
      for (const [index, text] of HOSTILE.entries()) {
        await page.getByRole('option', { name: `hostile ${index}` }).click();
        await page.getByRole('heading', { name: `hostile ${index}`, level: 2 }).waitFor();
        expect(await page.getByRole('heading', { level: 2 }).textContent()).toBe(`hostile ${index} ${text}`);
      }
      expect(await page.title()).toBe('Inbox · Tributary');
      expect(await page.locator('a[href^="javascript:"], main iframe, main img').count()).toBe(0);
      expect(complaints).toEqual([]);
    });

    test(`the first page loads at most ${MOST_SCRIPT} bytes of script, and nothing from elsewhere`, async () => {
      const context = await browser.newContext();
      const page = await context.newPage();
      const scripts: Promise<number>[] = [];
      const origins = new Set<string>();
      page.on('response', (response) => {
        origins.add(new URL(response.url()).origin);
        if (response.url().endsWith('.js'))
          scripts.push(response.body().then((bytes) => gzipSync(bytes).length));
      });
      ahead += 60_000;
      await page.goto(`${app.url}/inbox`);
      scripts.length = 0;
      await logIn(page, 'editor@example.org');
      await posts(page).first().waitFor();
      const sizes = await Promise.all(scripts);
      expect(sizes.length).toBeGreaterThan(0);
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(MOST_SCRIPT);
      expect([...origins]).toEqual([app.url]);
    });

    test.each(['light', 'dark'] as const)(
      'every page satisfies WCAG AA in %s colours',
      async (colorScheme) => {
        const { page, complaints } = await open('/inbox?status=all', {
          email: 'owner@example.org',
          colorScheme,
        });
        const faults: Record<string, string[]> = {};
        const look = async (name: string, size?: { width: number; height: number }) => {
          if (size) await page.setViewportSize(size);
          faults[name] = await accessibilityFaults(page);
          await picture(page, `${name}-${colorScheme}`);
        };
        await posts(page).first().waitFor();
        await page.getByRole('textbox', { name: 'Reply' }).waitFor();
        await look('inbox');
        await page.keyboard.press('Control+k');
        await page.getByRole('dialog').waitFor();
        await look('search');
        await page.keyboard.press('Escape');
        await page.getByRole('link', { name: 'Trackers' }).click();
        await page.getByRole('heading', { name: 'Trackers', level: 1 }).waitFor();
        await page.getByText('Save as CSV').or(page.getByText('There is none yet')).first().waitFor();
        await look('trackers');
        await page.getByRole('link', { name: 'New tracker' }).first().click();
        await page.getByRole('combobox', { name: 'Query' }).fill('open source');
        await page.getByText(/stored posts? found/).waitFor();
        await look('new-tracker');
        await page.getByRole('link', { name: 'Settings' }).click();
        await page.getByText('Save as CSV').waitFor();
        await look('settings');
        await page.setViewportSize({ width: 360, height: 740 });
        await page.getByRole('link', { name: 'Inbox' }).click();
        await posts(page).first().waitFor();
        await look('inbox-phone');
        await posts(page).first().click();
        await page.getByRole('button', { name: 'List' }).waitFor();
        await look('post-phone');
        expect(Object.fromEntries(Object.entries(faults).filter(([, found]) => found.length > 0))).toEqual(
          {},
        );
        expect(complaints).toEqual([]);
      },
    );
  },
);
