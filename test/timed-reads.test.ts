import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { graphqlRequest } from './bench/harness/load.ts';
import { timeReads, type World } from './bench/ten-million/time-reads.ts';

/** Runs work with a server whose responses have these nodes. */
async function answering<Result>(topics: readonly object[], work: (world: World) => Promise<Result>) {
  const server = createServer((_, response) => {
    response.end(JSON.stringify({ data: { trendingTopics: topics } }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  try {
    return await work({
      server: { url: `http://127.0.0.1:${port}`, pid: 0, forks: false, stop: async () => undefined },
      workspace: { id: '', name: '', keys: ['key'] },
    });
  } finally {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  }
}

const request = graphqlRequest('{ trendingTopics(window: DAY) { topic } }');
const read = { name: 'trending', request, aim: 200, needsRows: true };
const other = { ...read, name: 'another', needsRows: false };

test.each([
  { topics: [], names: ['another'], failed: ['trending: The response is empty.'] },
  { topics: [{ topic: 'release' }], names: ['trending', 'another'], failed: [] },
])(
  'the benchmark fails for an empty response that needs rows: $topics',
  async ({ topics, names, failed }) => {
    const failures: string[] = [];
    // The benchmark reports to stderr, where its failures would look like those of this test.
    const output = jest.spyOn(process.stderr, 'write').mockReturnValue(true);
    const timed = await answering(topics, (world) =>
      timeReads(world, [read, other], { rounds: 1, seconds: 1 }, failures),
    ).finally(() => output.mockRestore());
    expect(timed.map(({ name }) => name)).toEqual(names);
    expect(failures).toEqual(failed);
  },
);
