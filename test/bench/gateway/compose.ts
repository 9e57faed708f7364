import { spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installPeer } from '../harness/install.ts';

/**
 * Runs `work` with a file that contains the benchmark's supergraph, with the subgraphs at these
 * URLs.
 */
export async function withSupergraph<Result>(
  urls: Readonly<Record<string, string>>,
  work: (file: string) => Promise<Result>,
): Promise<Result> {
  const folder = await mkdtemp(join(tmpdir(), 'tributary-bench-'));
  try {
    const script = join(installPeer('apollo'), 'compose.mjs');
    const args = [script, JSON.stringify({ urls })];
    const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`Composition has failed: ${stderr.slice(-1_000)}`);
    const file = join(folder, 'supergraph.graphql');
    await writeFile(file, stdout);
    return await work(file);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
