import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { type BenchWorkspace, liftWindows } from '../harness/database.ts';

/** A running product with a workspace, and the browser that opens its console. */
export interface Console {
  readonly browser: Browser;
  readonly url: string;
  readonly databaseUrl: string;
  readonly workspace: BenchWorkspace;
}

/** The cookies of a person who has logged in. */
export type Session = Awaited<ReturnType<BrowserContext['storageState']>>;

export const DESK = { width: 1280, height: 800 };

/** Logs in, and lifts the limit of requests of the session. */
export async function openConsole(
  { browser, url, databaseUrl, workspace }: Console,
  { email, password }: { email: string; password: string },
): Promise<Session> {
  const context = await browser.newContext({ viewport: DESK });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/inbox`);
    // The log-in page does not ask for the workspace, because there is only one.
    await page.getByLabel('Email').fill(email);
    await page.getByLabel('Password').fill(password);
    await page.getByRole('button', { name: 'Log in' }).click();
    await listedPosts(page)
      .first()
      .waitFor()
      .catch(async (error: Error) => {
        throw new Error(`${error.message}\nShown: ${await page.locator('body').textContent()}`);
      });
    await liftWindows(databaseUrl, workspace.id);
    return await context.storageState();
  } finally {
    await context.close();
  }
}

/** The posts of the inbox that are in the document. */
export function listedPosts(page: Page): Locator {
  return page.getByRole('listbox', { name: 'Posts' }).getByRole('option');
}
