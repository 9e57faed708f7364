import { gzipSync } from 'node:zlib';
import type { Page } from 'playwright-core';
import { say, type Table } from '../harness/report.ts';
import { median } from '../harness/rounds.ts';
import { type Console, DESK, listedPosts, type Session } from './console.ts';

/** The pages, and a text that is visible once a page is complete. */
const PAGES = {
  '/today': 'Posts worth an answer',
  '/inbox': 'Reply',
  '/trackers': 'New tracker',
  '/share-of-voice': 'Compare brands',
  '/mentions': 'Datasets',
  '/creators': 'Balance',
  '/publishing': 'New post',
  '/x-accounts': 'Follow account',
  '/developers': 'Claude Code',
  '/settings': 'API keys',
} as const;
type Path = keyof typeof PAGES;

/**
 * Time in which a complete page may paint more. Its network is never idle: it keeps a stream open.
 */
const SETTLING_MS = 1_000;

/** Key presses whose next paint is measured. */
const PRESSES = 40;

interface Sample {
  /** Largest contentful paint in milliseconds. */
  readonly paint: number;
  /** Compressed JavaScript in bytes. */
  readonly script: number;
}

/** Opens each page with an empty cache, and presses keys in the inbox. */
export async function measurePages(opened: Console, session: Session, rounds: number): Promise<Table> {
  const samples = new Map<Path, Sample[]>();
  for (let round = 1; round <= rounds; round++) {
    say(`Round ${round} of ${rounds}`);
    for (const path of Object.keys(PAGES) as Path[])
      samples.set(path, [...(samples.get(path) ?? []), await measurePage(opened, session, path)]);
  }
  const interaction = await measureInteraction(opened, session);
  const rows = [...samples].map(([path, own]) => [
    path,
    median(own.map(({ paint }) => paint)).toFixed(0),
    (median(own.map(({ script }) => script)) / 1_000).toFixed(0),
    path === '/inbox' ? interaction.toFixed(0) : '',
  ]);
  return {
    title: 'console: pages with an empty cache',
    columns: ['', 'LCP ms', 'script kB', 'INP ms'],
    rows,
    notes: [`INP: the longest of ${PRESSES} key presses.`],
    data: { samples: Object.fromEntries(samples), interaction },
  };
}

async function measurePage({ browser, url }: Console, storageState: Session, path: Path): Promise<Sample> {
  const context = await browser.newContext({ viewport: DESK, storageState });
  try {
    const page = await context.newPage();
    const scripts: Promise<number>[] = [];
    page.on('response', (response) => {
      if (response.url().endsWith('.js'))
        scripts.push(response.body().then((bytes) => gzipSync(bytes).length));
    });
    await page.goto(url + path);
    await page.getByText(PAGES[path]).first().waitFor();
    await page.waitForTimeout(SETTLING_MS);
    const sizes = await Promise.all(scripts);
    return { paint: await paintOf(page), script: sizes.reduce((sum, size) => sum + size, 0) };
  } finally {
    await context.close();
  }
}

/** Returns the browser's last entry for the largest contentful paint. */
function paintOf(page: Page): Promise<number> {
  return page.evaluate<number>(`new Promise((resolve) => {
    new PerformanceObserver((list) => resolve(list.getEntries().at(-1).startTime))
      .observe({ type: 'largest-contentful-paint', buffered: true });
  })`);
}

/** Returns the longest time from a key press in the inbox to the next paint. */
async function measureInteraction({ browser, url }: Console, storageState: Session): Promise<number> {
  const context = await browser.newContext({ viewport: DESK, storageState });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/inbox`);
    await listedPosts(page).nth(5).waitFor();
    await page.evaluate(`globalThis.interactions = [];
      new PerformanceObserver((list) => interactions.push(...list.getEntries()))
        .observe({ type: 'event', durationThreshold: 16 })`);
    for (let press = 0; press < PRESSES; press++) {
      await page.keyboard.press(press % 4 === 3 ? 'k' : 'j');
      await page.getByRole('listbox', { name: 'Posts' }).getByRole('option', { selected: true }).waitFor();
    }
    await page.waitForTimeout(SETTLING_MS);
    return await page.evaluate<number>(
      'Math.max(16, ...interactions.filter(({ interactionId }) => interactionId).map(({ duration }) => duration))',
    );
  } finally {
    await context.close();
  }
}
