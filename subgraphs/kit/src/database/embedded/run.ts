import { spawn } from 'node:child_process';
import { platform } from 'node:process';
import type { Account } from './account.ts';

/** How a program ended, with everything it printed. */
export interface Outcome {
  readonly ok: boolean;
  readonly output: string;
}

/**
 * On Unix our programs see nothing of our environment: a stray PGPORT or locale must not reach the server, and
 * macOS refuses to start one without LC_ALL. Windows programs do not load without theirs.
 */
const ENVIRONMENT = platform === 'win32' ? {} : { env: { LC_ALL: 'C', PATH: '/usr/bin:/bin' } };

/**
 * Runs a program to its end as `account`; never throws. It gets its own process group, so that Ctrl-C in the
 * terminal reaches neither it nor the server it starts.
 */
export function run(
  command: string,
  args: readonly string[],
  options: { account: Account; cwd: string },
): Promise<Outcome> {
  return new Promise((resolve) => {
    const child = spawn(command, args, {
      ...ENVIRONMENT,
      ...options.account,
      cwd: options.cwd,
      detached: platform !== 'win32',
      windowsHide: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const finish = (code: number | null) => resolve({ ok: code === 0, output: output.trim() });
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.on('error', (error) => resolve({ ok: false, output: `${command}: ${error.message}` }));
    child.on('close', finish);
    // On Windows the server inherits our pipes, and 'close' would come only when it ends.
    child.on('exit', (code) => setTimeout(finish, 500, code).unref());
  });
}
