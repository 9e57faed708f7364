import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { readConfig } from '@tributary/kit/host';
import { apiSdl } from '@tributary/schema';
import { tributary } from '@tributary/test/support';
import type { Command } from 'commander';
import { buildSchema, isObjectType } from 'graphql';
import { program } from '../../src/cli.ts';
import { progressBar } from '../../src/commands/terminal/progress-bar.ts';

describe('tributary', () => {
  test('--version is that of its package', async () => {
    const file = new URL('../../package.json', import.meta.url);
    const { version } = JSON.parse(readFileSync(file, 'utf8'));
    expect(await tributary(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  test.each([[['nonsense']], [['accounts', 'connect', 'mastodon', '--nonsense']]])(
    '%j is wrong use',
    async (args) => {
      expect((await tributary(args)).code).toBe(2);
    },
  );
});

describe('the table of commands and fields of the graph', () => {
  const table = readFileSync(new URL('../../../docs/command-line.md', import.meta.url), 'utf8');
  const rows = [...table.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(([, name, graph]) => ({
    name,
    graph: graph!,
  }));

  /** Lists the commands that have no subcommands; files are imported by one for each kind. */
  function namesIn(command: Command, path: readonly string[] = []): string[] {
    if (command.commands.length === 0 || path.join() === 'import') return [path.join(' ')];
    return command.commands.flatMap((each) => namesIn(each as Command, [...path, each.name()]));
  }

  test('has every command', () => {
    expect(rows.map(({ name }) => name)).toEqual(namesIn(program()).sort());
  });

  test('names fields that exist, or says why there is none', () => {
    const schema = buildSchema(apiSdl());
    const unknown = [...table.matchAll(/`([A-Z]\w+)\.(\w+)`/g)].filter(([, name, field]) => {
      const type = schema.getType(name!);
      return !isObjectType(type) || !(field! in type.getFields());
    });
    expect(unknown.map(([text]) => text)).toEqual([]);
    const bare = rows.filter(({ graph }) => !/`[A-Z]\w+\.\w+`|only the operator|process/.test(graph));
    expect(bare).toEqual([]);
  });
});

test('npm does not warn of each package that needs the Node of the project', () => {
  const file = readFileSync(new URL('../../../.npmrc', import.meta.url), 'utf8');
  expect(file.split('\n')).toContain('loglevel=error');
});

describe('a folder passed to a script', () => {
  test('is relative to where the user has called it', () => {
    expect(readConfig({ CALLER_DIR: '/home/ada/app' }).fromCaller('./documents')).toBe(
      '/home/ada/app/documents',
    );
    expect(readConfig({ CALLER_DIR: '/home/ada/app' }).fromCaller('/documents')).toBe('/documents');
    expect(readConfig({}).fromCaller('documents')).toBe(join(process.cwd(), 'documents'));
  });

  test('reaches the script that composes', () => {
    const root = new URL('../../../', import.meta.url);
    const read = (name: string) => JSON.parse(readFileSync(new URL(name, root), 'utf8'));
    expect(read('package.json').scripts.compose).toMatch(/^CALLER_DIR="\$INIT_CWD" /);
    expect(read('turbo.json').tasks.compose.passThroughEnv).toEqual(
      expect.arrayContaining(['CALLER_DIR', 'CLIENT_DOCUMENTS', 'PERSISTED_DOCUMENTS_FILE']),
    );
  });
});

describe('progress', () => {
  const written: string[] = [];
  const bar = (isTTY: boolean) => {
    written.length = 0;
    return progressBar(25, { isTTY, write: (text) => written.push(text) });
  };

  test('is a line for each tenth where there is no terminal', () => {
    const lines = bar(false);
    for (let done = 0; done < 25; done++) lines.update(done, `day ${done}`);
    lines.clear();
    expect(written).toHaveLength(9);
    expect(written[0]).toBe('3 of 25 done, next day 3\n');
    expect(written.at(-1)).toBe('23 of 25 done, next day 23\n');
  });

  test('is a bar that is wiped on a terminal', () => {
    const drawn = bar(true);
    drawn.update(5, 'day 5');
    drawn.clear();
    expect(written[0]).toContain(' 20% 5/25 day 5');
    expect(written.at(-1)).toBe('\r\u001b[2K');
  });
});
