import { openDatabase } from '@tributary/kit/postgres';
import { openServices, silentLog, testConfig } from '@tributary/kit/testing';
import { mentions } from '@tributary/mentions';
import { cpuOf, MEASURED, memoryOf } from '../harness/children.ts';
import { openBenchDatabase } from '../harness/database.ts';
import { mix } from '../harness/mix.ts';
import type { Options } from '../harness/options.ts';
import { startProduct } from '../harness/product.ts';
import { say, type Table } from '../harness/report.ts';
import { importing, noBrands } from '../mentions/importing.ts';
import { description, mixture } from './mixture.ts';

const SIZE = { posts: 20_000, keys: 20 };
const MENTIONS = 5_000;
const CONNECTIONS = 20;
/** The share of the product's capacity that is requested. */
const LOAD = 0.8;
/** Seconds until hot code is compiled, and seconds in which the capacity is measured. */
const WARM_UP = 15;
const MEASURING = 15;

interface Minute {
  readonly answered: number;
  readonly failed: number;
  readonly p50: number;
  readonly p99: number;
  /** Percent of one core, of the gateway. */
  readonly busy: number | null;
  readonly memory: number | null;
}

/**
 * Sends a realistic mixture at 80 % of the measured capacity; errors, latency and memory must stay
 * constant from window to window.
 */
export async function bench({ rounds, seconds }: Options): Promise<Table[]> {
  say(`Making ${SIZE.posts} posts and ${MENTIONS} mentions …`);
  const database = await openBenchDatabase();
  try {
    const [workspace] = await database.addWorkspaces(1, SIZE);
    await addMentions(database.url, workspace!.id);
    const server = await startProduct(database.url, MEASURED);
    try {
      const load = { url: server.url, requests: mixture(workspace!), connections: CONNECTIONS };
      const capacity = await capacityOf(load);
      const rate = Math.floor(capacity * LOAD);
      say(`${capacity.toFixed(0)} a second at most; ${rate} for ${rounds} windows of ${seconds} s`);
      const minutes: Minute[] = [];
      let before = cpuOf(server.pid);
      for await (const window of mix({ ...load, seconds: rounds * seconds, window: seconds, rate })) {
        const now = cpuOf(server.pid);
        const busy = now === null || before === null ? null : (now - before) / seconds / 10;
        before = now;
        minutes.push({ ...window, busy, memory: memoryOf(server.pid) });
        say(`  ${window.answered} answered, ${window.failed} failed ${window.failure ?? ''}`);
        // The last window is incomplete.
        if (minutes.length === rounds) break;
      }
      return [tableOf(minutes, { capacity, rate, seconds })];
    } finally {
      await server.stop();
    }
  } finally {
    await database.stop();
  }
}

type Load = Omit<Parameters<typeof mix>[0], 'seconds' | 'window' | 'rate'>;

/** Measures requests per second without a rate limit. Fails if a response is not successful. */
async function capacityOf(load: Load): Promise<number> {
  let answered = 0;
  for (const length of [WARM_UP, MEASURING]) {
    answered = 0;
    for await (const window of mix({ ...load, seconds: length, window: length, rate: 0 })) {
      if (window.failed > 0) throw new Error(`${window.failed} requests failed: ${window.failure}`);
      answered += window.answered;
    }
  }
  return answered / MEASURING;
}

async function addMentions(url: string, workspaceId: string): Promise<void> {
  const config = testConfig({ DATABASE_URL: url });
  const database = await openDatabase(config, silentLog);
  const open = mentions.open({
    ...openServices({ url, config, database, stop: () => database.stop() }),
    graph: noBrands,
  });
  await importing(open, workspaceId, MENTIONS, 'on');
  await database.stop();
}

function tableOf(
  minutes: readonly Minute[],
  { capacity, rate, seconds }: { capacity: number; rate: number; seconds: number },
): Table {
  return {
    title: `soak: ${minutes.length} windows of ${seconds} s`,
    columns: ['window', 'requests', 'errors', 'p50 ms', 'p99 ms', 'busy %', 'memory MB'],
    rows: minutes.map((minute, index) => [
      String(index + 1),
      String(minute.answered),
      String(minute.failed),
      minute.p50.toFixed(1),
      minute.p99.toFixed(1),
      minute.busy?.toFixed(0) ?? '',
      minute.memory?.toFixed(0) ?? '',
    ]),
    notes: [`${rate} requests a second, of a maximum of ${capacity.toFixed(0)}: ${description}.`],
    data: { capacity, rate, minutes },
  };
}
