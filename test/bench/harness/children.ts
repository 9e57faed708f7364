import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout as wait } from 'node:timers/promises';

/** The core of the measured server, and the core of everything else: load, subgraphs, database. */
export const MEASURED = 0;
export const REST = 1;

/** How long a server may take to start, and to stop, in milliseconds. */
const START_TIMEOUT = 60_000;
const STOP_TIMEOUT = 5_000;

/** Clock ticks per second in /proc/PID/stat: 100 on every Linux that Node runs on. */
const TICKS = 100;

/** A server that this run started. */
export interface Server {
  readonly pid: number;
  readonly url: string;
  /** Whether its child processes serve requests too. */
  readonly forks: boolean;
  stop(): Promise<void>;
}

export interface ServerOptions {
  /** Node's arguments: a script and its own arguments. */
  readonly args: readonly string[];
  readonly port: number;
  /** Null is any core. */
  readonly core: number | null;
  /** The working directory; the caller's by default. */
  readonly cwd?: string;
  readonly forks?: boolean;
  readonly env?: Readonly<Record<string, string>>;
}

const running = new Set<ChildProcess>();
let interrupted = false;
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});
// A run that loses a child process fails, and closes everything else it opened, above all the
// database.
for (const signal of ['SIGINT', 'SIGTERM'] as const)
  process.on(signal, () => {
    interrupted = true;
    for (const child of running) child.kill('SIGTERM');
  });

/** Throws if the run has been interrupted: for work that has no child process to lose. */
export function checkInterrupted(): void {
  if (interrupted) throw new Error('Interrupted.');
}

/** Counted before this process binds itself to one core. */
const all = availableParallelism();
const pins = all > 1 && spawnSync('taskset', ['--version']).status === 0;

/** Whether processes are bound to cores here; if not, ratios are less precise. */
export function pinned(): boolean {
  return pins;
}

/**
 * Binds this process to a core, and all processes that it starts later without a core of their own;
 * null is any core.
 */
export function pinSelf(core: number | null): void {
  if (pins) spawnSync('taskset', ['-a', '-c', '-p', cpus(core), String(process.pid)]);
}

function cpus(core: number | null): string {
  return core === null ? `0-${all - 1}` : String(core);
}

/** Starts Node with these arguments, on one core if possible. */
export function startNode(args: readonly string[], core: number | null, options: object = {}): ChildProcess {
  checkInterrupted();
  const [command, ...rest] = pins
    ? ['taskset', '-c', cpus(core), process.execPath, ...args]
    : [process.execPath, ...args];
  const child = spawn(command!, rest, { stdio: ['ignore', 'pipe', 'pipe'], ...options });
  running.add(child);
  child.once('exit', () => running.delete(child));
  return child;
}

/** Starts a server and waits for any HTTP response. */
export async function startServer({
  args,
  port,
  core,
  cwd,
  env,
  forks = false,
}: ServerOptions): Promise<Server> {
  const child = startNode(args, core, { cwd, env: { ...process.env, NODE_ENV: 'production', ...env } });
  const url = `http://127.0.0.1:${port}`;
  let said = '';
  const hear = (chunk: Buffer) => {
    said = (said + chunk).slice(-2_000);
  };
  child.stdout?.on('data', hear);
  child.stderr?.on('data', hear);
  try {
    await answers(child, url);
  } catch (error) {
    await stop(child);
    throw new Error(`${(error as Error).message} ${said.trim()}`);
  }
  return { pid: child.pid!, url, forks, stop: () => stop(child) };
}

async function answers(child: ChildProcess, url: string): Promise<void> {
  const end = Date.now() + START_TIMEOUT;
  while (Date.now() < end) {
    if (child.exitCode !== null) throw new Error(`The server ended with ${child.exitCode}.`);
    const answered = await fetch(url, { signal: AbortSignal.timeout(2_000) }).then(
      () => true,
      () => false,
    );
    if (answered) return;
    await wait(100);
  }
  throw new Error('The server did not answer in time.');
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT);
  await ended;
  clearTimeout(timer);
}

/** Milliseconds of CPU time of a process, all threads; null if the system does not report it. */
export function cpuOf(pid: number): number | null {
  const fields = statOf(pid);
  // utime and stime are the 14th and 15th fields of the line.
  return fields && ((Number(fields[11]) + Number(fields[12])) * 1_000) / TICKS;
}

/**
 * The fields of /proc/PID/stat from the third on; the process name before them may contain spaces.
 */
function statOf(pid: number): string[] | null {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ') ?? null;
}

/** Milliseconds of CPU time of a server; null if the system does not report it. */
export function cpuOfServer({ pid, forks }: Server): number | null {
  return forks ? cpuOfFamily(pid) : cpuOf(pid);
}

/** Milliseconds of CPU time of a process and its children, including those that have exited. */
export function cpuOfFamily(pid: number): number | null {
  const own = statOf(pid);
  if (own === null) return null;
  const children = readdirSync('/proc').filter(
    (name) => /^\d+$/.test(name) && statOf(Number(name))?.[1] === String(pid),
  );
  const ended = ((Number(own[13]) + Number(own[14])) * 1_000) / TICKS;
  return children.reduce((sum, child) => sum + (cpuOf(Number(child)) ?? 0), ended + cpuOf(pid)!);
}

/** Resident memory of a process in MB; null if the system does not report it. */
export function memoryOf(pid: number): number | null {
  const resident = /^VmRSS:\s+(\d+) kB$/m.exec(read(`/proc/${pid}/status`) ?? '')?.[1];
  return resident === undefined ? null : Number(resident) / 1_024;
}

function read(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
