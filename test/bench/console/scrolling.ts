import type { CDPSession, Page } from 'playwright-core';
import { say, type Table } from '../harness/report.ts';
import { type Console, DESK, listedPosts, type Session } from './console.ts';

/** State of the list at a number of posts. */
interface Sample {
  readonly posts: number;
  /** Rows in the document. */
  readonly rows: number;
  /** Elements in the document. */
  readonly elements: number;
  /** JavaScript's memory after a garbage collection, in bytes. */
  readonly heap: number;
  /** Number of tasks over 50 ms until then, and the longest of them in milliseconds. */
  readonly longTasks: number;
  readonly longest: number;
}

const STEPS = [1_000, 10_000, 25_000, 50_000] as const;

/** Scrolls the inbox to its last post as fast as pages arrive. */
export async function measureScrolling(
  { browser, url }: Console,
  storageState: Session,
  seconds: number,
): Promise<Table> {
  const context = await browser.newContext({ viewport: DESK, storageState });
  try {
    const page = await context.newPage();
    await page.goto(`${url}/inbox`);
    await listedPosts(page).first().waitFor();
    await page.evaluate(`globalThis.longTasks = [];
      new PerformanceObserver((list) => longTasks.push(...list.getEntries().map(({ duration }) => duration)))
        .observe({ type: 'longtask' })`);
    const devtools = await context.newCDPSession(page);
    const end = Date.now() + seconds * 1_000;
    const samples: Sample[] = [];
    for (const posts of STEPS) {
      if (!(await scrollTo(page, posts, end))) break;
      samples.push(await sample(page, devtools, posts));
      say(`${posts} posts`);
    }
    return tableOf(samples);
  } finally {
    await context.close();
  }
}

/** Scrolls the list to its end, and returns the position of the last row in the document. */
const SCROLL = `(() => {
  const list = document.querySelector('[role=listbox][aria-label=Posts]');
  list.scrollTop = list.scrollHeight;
  return Number([...list.querySelectorAll('[role=option]')].at(-1)?.ariaPosInSet ?? 0);
})()`;

/** Scrolls until the list has read so many posts; returns false if the time is over. */
async function scrollTo(page: Page, posts: number, end: number): Promise<boolean> {
  while (Date.now() < end) {
    const last = await page.evaluate<number>(SCROLL);
    if (last >= posts) return true;
    await page.waitForTimeout(16);
  }
  return false;
}

async function sample(page: Page, devtools: CDPSession, posts: number): Promise<Sample> {
  await devtools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devtools.send('Runtime.getHeapUsage');
  const [rows, elements, longTasks, longest] = await page.evaluate<[number, number, number, number]>(
    `[document.querySelectorAll('[role=listbox] [role=option]').length, document.querySelectorAll('*').length,
      longTasks.length, Math.max(0, ...longTasks)]`,
  );
  return { posts, rows, elements, heap: usedSize, longTasks, longest };
}

function tableOf(samples: readonly Sample[]): Table {
  return {
    title: 'console: an inbox that is scrolled',
    columns: ['posts', 'rows', 'elements', 'heap MB', 'long tasks', 'longest ms'],
    rows: samples.map(({ posts, rows, elements, heap, longTasks, longest }) => [
      String(posts),
      String(rows),
      String(elements),
      (heap / 1_000_000).toFixed(1),
      String(longTasks),
      longest.toFixed(0),
    ]),
    notes: [],
    data: samples,
  };
}
