import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { BENCH, ROOT } from './options.ts';
import { say } from './report.ts';

/** The peers that Tributary is compared with, each with its own packages. */
export type Peer = 'apollo' | 'hive' | 'mercurius' | 'postgraphile';

/** Installs the benchmarks' own packages. */
export function installBench(): void {
  install(BENCH);
}

/** Installs a peer on first use from its lock file; returns its directory. */
export function installPeer(peer: Peer): string {
  const folder = join(BENCH, 'peers', peer);
  install(folder);
  return folder;
}

function install(folder: string): void {
  // npm writes this file last, so an interrupted installation is repeated.
  if (existsSync(join(folder, 'node_modules/.package-lock.json'))) return;
  say(`Installing ${relative(ROOT, folder)} …`);
  const args = ['ci', '--prefix', folder, '--no-audit', '--no-fund', '--ignore-scripts'];
  const { status, stderr } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  if (status !== 0) throw new Error(`npm ci has failed in ${folder}: ${stderr.slice(-500)}`);
}

/** The installed version of a peer's package. */
export function versionOf(peer: Peer, name: string): string {
  const file = join(BENCH, 'peers', peer, 'node_modules', name, 'package.json');
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
