import { mkdir, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright-core';

/** Folder that receives pictures of pages; none are taken without it. */
const { CONSOLE_PICTURES } = process.env;

/** Takes a picture of what Chromium shows. */
export async function picture(page: Page, name: string): Promise<void> {
  if (!CONSOLE_PICTURES) return;
  await mkdir(CONSOLE_PICTURES, { recursive: true });
  const devtools = await page.context().newCDPSession(page);
  // A third of the size of a PNG.
  const { data } = await devtools.send('Page.captureScreenshot', { format: 'webp', quality: 88 });
  await devtools.detach();
  await writeFile(`${CONSOLE_PICTURES}/${name}.webp`, data, 'base64');
}
