import { invalidInput } from '@tributary/kit';
import { platformName, STORED_PLATFORMS } from '@tributary/platforms';
import { Command, Option } from 'commander';
import { ask, change, FAILURE, withSession } from './session/index.ts';
import { type Flags, json, workspace } from './terminal/options.ts';
import { print, table } from './terminal/output.ts';

interface Retention {
  readonly days: number | null;
  readonly workspaceDays: number | null;
  readonly installationDays: number | null;
  readonly platforms: readonly {
    readonly platform: string;
    readonly days: number | null;
    readonly workspaceDays: number | null;
    readonly platformDays: number | null;
  }[];
}

interface RuleFlags extends Flags {
  readonly platform?: string;
}

const FIELDS = 'days workspaceDays installationDays platforms { platform days workspaceDays platformDays }';

/** `retention`: after how many days posts and mentions of a workspace are deleted. */
export function retentionCommand(): Command {
  const group = new Command('retention').description(
    'manage after how many days posts and mentions are deleted',
  );
  group
    .command('show')
    .description('show the rules of a workspace, and those of the installation and the platforms')
    .addOption(workspace())
    .addOption(json())
    .action((flags: Flags) =>
      withSession(async (session) => {
        const { retention } = await ask<{ retention: Retention }>(
          session,
          flags,
          `{ retention { ${FIELDS} } }`,
        );
        show(flags, retention);
      }),
    );
  group
    .command('set <days>')
    .description('delete posts and mentions some days after they were posted')
    .addOption(platform())
    .addOption(workspace())
    .addOption(json())
    .action((days: string, flags: RuleFlags) => set(flags, readDays(days)));
  group
    .command('clear')
    .description("delete the workspace's rule")
    .addOption(platform())
    .addOption(workspace())
    .addOption(json())
    .action((flags: RuleFlags) => set(flags, null));
  return group;
}

const platform = () => new Option('--platform <name>', 'platform that the rule is for (default: all)');

function set(flags: RuleFlags, days: number | null): Promise<void> {
  const variables = { platform: readPlatform(flags.platform), days };
  return withSession(async (session) => {
    const document = `mutation Set($platform: StoredSource, $days: Int) {
      result: setRetention(platform: $platform, days: $days) {
        ... on RetentionSet { retention { ${FIELDS} } } ${FAILURE}
      }
    }`;
    const { retention } = await change<{ retention: Retention }>(session, flags, document, variables);
    show(flags, retention);
  });
}

function readDays(text: string): number {
  if (/^\d+$/.test(text)) return Number(text);
  throw invalidInput('days', `<days> must be a whole number, not "${text}".`);
}

function readPlatform(text: string | undefined): string | null {
  if (text === undefined) return null;
  const slug = platformName(text, STORED_PLATFORMS);
  if (slug !== null) return slug.toUpperCase();
  throw invalidInput(
    'platform',
    `--platform: unknown platform "${text}". Known: ${STORED_PLATFORMS.join(', ')}.`,
  );
}

function show({ json, workspace }: Flags, retention: Retention): void {
  const { days, workspaceDays, installationDays, platforms } = retention;
  const rows = platforms.map((each) => [
    each.platform.toLowerCase(),
    inWords(each.days),
    inWords(each.workspaceDays),
    inWords(each.platformDays),
  ]);
  print(json, retention, [
    `Posts and mentions of ${workspace} are ${days === null ? 'kept' : `deleted ${days} days after they were posted`}.`,
    `Rule of the workspace: ${inWords(workspaceDays)}. Rule of the installation: ${inWords(installationDays)}.`,
    ...table([['PLATFORM', 'DELETED AFTER', "WORKSPACE'S RULE", "PLATFORM'S TERMS"], ...rows]),
  ]);
}

function inWords(days: number | null): string {
  return days === null ? '-' : `${days} days`;
}
