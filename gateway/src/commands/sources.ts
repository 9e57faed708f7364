import { Command } from 'commander';
import { withSession } from './session/index.ts';
import { json } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

/** `sources`: the platforms that trackers and datasets listen to. */
export function sourcesCommand(): Command {
  const group = new Command('sources').description('show the platforms that trackers listen to');
  group
    .command('list')
    .description('list every platform with its state, and what is missing')
    .addOption(json())
    .action((flags: { json?: boolean }) =>
      withSession(async ({ listSources }) => {
        const sources = await listSources();
        const rows = sources.map(({ platform, state, lastSuccess, nextAttempt, quotaLeft, problem }) => [
          platform,
          state,
          lastSuccess?.toISOString() ?? 'never',
          nextAttempt?.toISOString() ?? '',
          quotaLeft === null ? '' : `${Math.round(quotaLeft * 100)} %`,
          problem ?? '',
        ]);
        const header = ['PLATFORM', 'STATE', 'LAST SUCCESS', 'NEXT ATTEMPT', 'QUOTA LEFT', 'PROBLEM'];
        print(flags.json, sources, table([header, ...rows]));
      }),
    );
  return group;
}
