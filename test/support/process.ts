import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { recordEvidence, recordSecretsOf } from '@tributary/kit/testing';

const PROGRAM = fileURLToPath(new URL('../../gateway/bin/tributary.js', import.meta.url));

/** The exit code and the output of a program. */
export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a test starts a program. */
export interface ProgramOptions {
  /** Environment variables besides PATH; nothing else of the environment is passed on. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Its standard input. */
  readonly input?: string;
  /** Options of Node itself. */
  readonly nodeOptions?: readonly string[];
}

/** Runs any program to its end. */
export async function runProgram(
  command: string,
  args: readonly string[],
  { env = {}, cwd, input = '' }: ProgramOptions = {},
): Promise<Ended> {
  recordSecretsOf(env);
  const child = spawn(command, args, { cwd, env: { PATH: process.env['PATH'], ...env } });
  const output = collect(child);
  child.stdin.on('error', () => {});
  child.stdin.end(input);
  const [code] = await once(child, 'close');
  recordEvidence('output', logged(output().stdout) + logged(output().stderr));
  return { code, ...output() };
}

/** Runs `tributary` with arguments to its end, as from a terminal. */
export function tributary(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  return runProgram(process.execPath, [...(options.nodeOptions ?? []), PROGRAM, ...args], options);
}

/** A gateway in its own process. */
export interface GatewayProcess {
  readonly url: string;
  readonly child: ChildProcess;
  /** Everything it has written so far. */
  output(): string;
  /** Sends SIGTERM, and returns its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts `tributary start`, or another command, on a free port; returns once it is listening. */
export async function startGateway(
  { env = {}, cwd }: ProgramOptions,
  args: readonly string[] = ['start'],
): Promise<GatewayProcess> {
  recordSecretsOf(env);
  const child = spawn(process.execPath, [PROGRAM, ...args], {
    cwd,
    env: {
      PATH: process.env['PATH'],
      PORT: '0',
      LOG_LEVEL: 'error',
      SHED_EVENT_LOOP_DELAY_MS: '0',
      TRIBUTARY_LISTENING: 'off',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const output = collect(child);
  const ended = once(child, 'close').finally(() => recordEvidence('output', logged(written())));
  const written = () => output().stdout + output().stderr;
  const url = await new Promise<string>((resolve, reject) => {
    child.stdout.on('data', () => {
      const address = /is ready at (\S+)/.exec(written())?.[1];
      // The line after the last one that the caller needs ends the greeting.
      if (address && written().endsWith('\n')) resolve(address);
    });
    ended.then(() => reject(new Error(`the gateway did not start:\n${written()}`)));
  });
  return {
    url,
    child,
    output: written,
    async stop(signal = 'SIGTERM') {
      if (child.exitCode === null && child.signalCode === null) child.kill(signal);
      const [code] = await ended;
      return code;
    },
  };
}

/**
 * Returns the part of an output that is log, which others may read. The rest is addressed to the
 * person who started the process: the greeting shows the demo's keys once, and curl prints
 * requested tokens.
 */
export function logged(text: string): string {
  return text
    .split('\n')
    .filter((line) => line.startsWith('{"level":'))
    .join('\n');
}

function collect(child: ChildProcess): () => { stdout: string; stderr: string } {
  const written = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]!.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
    });
  }
  return () => ({ ...written });
}
