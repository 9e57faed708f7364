import { fileURLToPath } from 'node:url';
import { type Browser, chromium, firefox, type Locator } from 'playwright-core';
import { findChromium, findFirefox } from './programs.ts';

export { findChromium } from './programs.ts';

/** A browser of this machine. */
export interface FoundBrowser {
  readonly name: 'Chromium' | 'Firefox';
  launch(): Promise<Browser>;
}

/** Stands for Firefox, and refuses what it does not know in a way that Playwright accepts. */
const FILTER = fileURLToPath(new URL('firefox-filter.ts', import.meta.url));

/**
 * Finds Chromium, or Firefox if `TEST_BROWSER=firefox`; null if this machine does not have it.
 * Firefox is a release of its own, driven by WebDriver BiDi; Playwright's build is not needed.
 */
export function findBrowser(): FoundBrowser | null {
  if (process.env['TEST_BROWSER'] === 'firefox')
    return findFirefox() ? { name: 'Firefox', launch: launchFirefox } : null;
  const executablePath = findChromium();
  if (!executablePath) return null;
  return { name: 'Chromium', launch: () => chromium.launch({ executablePath, args: ['--no-sandbox'] }) };
}

async function launchFirefox(): Promise<Browser> {
  const browser = await firefox.launch({ channel: 'moz-firefox', executablePath: FILTER });
  const page = await browser.newPage();
  const locators = Object.getPrototypeOf(page.locator('body')) as Pick<Locator, 'fill' | 'evaluate'>;
  await page.close();
  // Text that WebDriver BiDi inserts is not noticed by React, which watches the property.
  locators.fill = async function fill(this: Pick<Locator, 'evaluate'>, text) {
    await this.evaluate(setValue, text);
  };
  return browser;
}

/** Sets the value of a field as its user would. Runs in the page. */
function setValue(field: unknown, text: string): void {
  const { set } = Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')!;
  (field as { focus(): void }).focus();
  set!.call(field, text);
  for (const type of ['input', 'change'])
    (field as EventTarget).dispatchEvent(new Event(type, { bubbles: true }));
}
