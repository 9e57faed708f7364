import { fileURLToPath } from 'node:url';
import { startApp } from '@tributary/gateway';
import { silentLog, testConfig } from '@tributary/kit/testing';
import { chromium } from 'playwright-core';
import { build } from 'vite';
import { findChromium } from '../../support/browsers/index.ts';
import { pinSelf } from '../harness/children.ts';
import { type BenchWorkspace, openBenchDatabase } from '../harness/database.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { type Console, openConsole } from './console.ts';
import { measurePages } from './pages.ts';
import { measureScrolling } from './scrolling.ts';

const POSTS = 50_000;
const PERSON = { email: 'editor@example.org', password: 'correct horse battery' };
const FOLDER = fileURLToPath(new URL('../../../gateway/console', import.meta.url));

/** Measures the pages of the console, and an inbox of 50,000 posts. */
export async function bench({ rounds, seconds }: Options): Promise<Table[]> {
  const program = findChromium();
  if (!program) throw new Error('There is no Chromium in PATH.');
  process.env.NODE_ENV = 'production';
  await build({ configFile: `${FOLDER}/vite.config.ts`, logLevel: 'error' });
  say(`Making ${POSTS} posts …`);
  const database = await openBenchDatabase();
  try {
    const [workspace] = await database.addWorkspaces(1, { posts: POSTS, keys: 1 });
    await addPerson(database.url, workspace!);
    const server = await startProduct(database.url, null);
    // A browser is several processes, which on one core would wait for each other and the database.
    pinSelf(null);
    const browser = await chromium.launch({
      executablePath: program,
      args: ['--no-sandbox', '--enable-precise-memory-info'],
    });
    try {
      const opened: Console = { browser, url: server.url, databaseUrl: database.url, workspace: workspace! };
      const session = await openConsole(opened, PERSON);
      return [await measurePages(opened, session, rounds), await measureScrolling(opened, session, seconds)];
    } finally {
      await browser.close();
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}

async function addPerson(databaseUrl: string, { id }: BenchWorkspace): Promise<void> {
  const app = await startApp(testConfig({ DATABASE_URL: databaseUrl }), silentLog);
  try {
    const user = await app.admin.createUser(id, { email: PERSON.email, name: 'Ada', role: 'editor' });
    await app.oauth.setPassword(id, user.id, PERSON.password);
  } finally {
    await app.stop();
  }
}
