import { createInterface } from 'node:readline/promises';
import { Writable } from 'node:stream';

/** Prompts for a secret on the terminal without echoing it. */
export async function hiddenPrompt(question: string): Promise<string> {
  const nowhere = new Writable({ write: (_chunk, _encoding, done) => done() });
  const terminal = createInterface({ input: process.stdin, output: nowhere, terminal: true });
  const interrupted = new AbortController();
  terminal.once('SIGINT', () => interrupted.abort());
  process.stderr.write(question);
  try {
    return (await terminal.question('', { signal: interrupted.signal })).trim();
  } finally {
    process.stderr.write('\n');
    terminal.close();
  }
}
