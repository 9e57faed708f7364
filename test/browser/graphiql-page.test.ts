import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startTestApp, type TestApp } from '@tributary/test/support';
import { type Browser, chromium, type Page } from 'playwright-core';
import { accessibilityFaults } from '../support/accessibility.ts';
import { findChromium } from '../support/browsers/index.ts';

const program = findChromium();
/** Timeout of a browser on a busy machine. */
const PATIENCE = 60_000;

let app: TestApp;
let browser: Browser;

beforeAll(async () => {
  app = await startTestApp();
  if (program) browser = await chromium.launch({ executablePath: program, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
  await app?.stop();
});

/** The page, and the browser's complaints: console messages, including violations of the policy. */
async function open(
  options: Parameters<Browser['newContext']>[0] = {},
): Promise<{ page: Page; complaints: string[] }> {
  const context = await browser.newContext(options);
  context.setDefaultTimeout(PATIENCE);
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(error.message));
  await page.goto(`${app.url}/graphql`);
  await page.getByRole('tab', { name: '<untitled>' }).waitFor();
  return { page, complaints };
}

(program ? describe : describe.skip)('GraphiQL in a browser', () => {
  test('runs an operation, and loads everything that its Content-Security-Policy allows', async () => {
    const { page, complaints } = await open();
    const answered = page.waitForResponse(
      async (response) => (await response.request().postData())?.includes('workspace') ?? false,
    );
    await page.getByRole('button', { name: /Execute query/ }).click();
    expect((await answered).status()).toBe(200);
    await page.getByText('UNAUTHENTICATED').first().waitFor();
    expect(complaints).toEqual([]);
  });

  test('has one heading and one main part, and tabs without controls within', async () => {
    const { page } = await open();
    expect(await page.getByRole('heading', { level: 1 }).allTextContents()).toEqual([
      'Tributary GraphQL explorer',
    ]);
    expect(await page.getByRole('main').count()).toBe(1);
    await page.getByRole('button', { name: 'New tab' }).click();
    const tabs = page.getByRole('tablist', { name: 'Select active operation' }).getByRole('tab');
    await tabs.nth(1).waitFor();
    await page.waitForFunction(
      "document.querySelectorAll('[role=tab][aria-selected=true].graphiql-tab-button').length === 1",
    );
    expect(await page.locator('[role=tab] button, button[role=tab] [role=button]').count()).toBe(0);
    expect(await tabs.nth(0).getAttribute('aria-selected')).toBe('false');
    expect(await tabs.nth(1).getAttribute('aria-selected')).toBe('true');
  });

  test.each(['light', 'dark'] as const)('satisfies WCAG AA in %s colours', async (colorScheme) => {
    const { page } = await open({ colorScheme });
    expect(await accessibilityFaults(page)).toEqual([]);
  });
});
