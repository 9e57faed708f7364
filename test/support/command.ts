import { Readable } from 'node:stream';
import { recordEvidence, recordSecretsOf } from '@tributary/kit/testing';
import { type Ended, logged, type ProgramOptions } from './process.ts';

/** The command that runs now; the next one waits for it. */
let running: Promise<unknown> = Promise.resolve();

/**
 * Runs a command of `tributary` to its end as `tributary` of `process.ts` does, but in this
 * process, whose modules are loaded already: a process of its own takes two seconds of CPU to load
 * them. Signals, terminals and options of Node need the process.
 */
export function runCommand(args: readonly string[], options: ProgramOptions = {}): Promise<Ended> {
  const turn = running.then(() => runNow(args, options));
  running = turn.catch(() => {});
  return turn;
}

async function runNow(
  args: readonly string[],
  { env = {}, input = '', cwd = process.cwd() }: ProgramOptions,
): Promise<Ended> {
  const { run } = await import('@tributary/gateway/cli');
  recordSecretsOf(env);
  const written = { stdout: '', stderr: '' };
  const replaced = [
    replace(process, 'env', { PATH: process.env['PATH'], ...env }),
    replace(process, 'stdin', Readable.from(input === '' ? [] : [Buffer.from(input)])),
    ...(['stdout', 'stderr'] as const).map((name) =>
      replace(process[name], 'write', (text: string | Uint8Array) => {
        written[name] += Buffer.from(text as string).toString('utf8');
        return true;
      }),
    ),
  ];
  const previous = process.cwd();
  process.chdir(cwd);
  try {
    await run(['node', 'tributary', ...args]);
    return { code: Number(process.exitCode ?? 0), ...written };
  } finally {
    process.chdir(previous);
    for (const restore of replaced) restore();
    process.exitCode = undefined;
    recordEvidence('output', logged(written.stdout) + logged(written.stderr));
  }
}

/** Replaces a property, and returns a function that restores it. */
function replace(owner: object, name: string, value: unknown): () => void {
  const original = Object.getOwnPropertyDescriptor(owner, name);
  Object.defineProperty(owner, name, { configurable: true, writable: true, value });
  return () => {
    if (original) Object.defineProperty(owner, name, original);
    else Reflect.deleteProperty(owner, name);
  };
}
