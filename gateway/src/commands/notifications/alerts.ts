import { invalidInput } from '@tributary/kit';
import { Command } from 'commander';
import { ask, change, FAILURE, withSession } from '../session/index.ts';
import { type Flags, json, workspace } from '../terminal/options.ts';
import { print, table } from '../terminal/output.ts';
import { typeName, typesOf } from './event-names.ts';

interface AlertRule {
  readonly id: string;
  readonly name: string;
  readonly types: readonly string[];
  readonly frequency: string;
  readonly isEnabled: boolean;
  readonly destinations: readonly { readonly name: string }[];
}

interface CreateFlags extends Flags {
  readonly name: string;
  readonly types: string;
  readonly destination: readonly string[];
  readonly tracker?: readonly string[];
  readonly view?: string;
  readonly query?: string;
  readonly every: string;
  readonly at: string;
  readonly weekday: string;
  readonly quiet?: string;
  readonly timeZone: string;
}

const ALERT = `id name types trackerIds view { id name } query frequency at weekday quietHours { from to } timeZone
  isEnabled destinations { id name } lastSentAt createdAt`;
const FREQUENCIES = ['immediately', 'hourly', 'daily', 'weekly'];
const WEEKDAYS = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** Rules of a page, of which a workspace has at most two. */
const PAGE = 50;

/** `alerts`: rules that report events to destinations. */
export function alertsCommand(): Command {
  const group = new Command('alerts').description('manage the rules that report events to destinations');
  const add = (usage: string, description: string) =>
    group.command(usage).description(description).addOption(workspace()).addOption(json());
  add('create', 'create an alert rule')
    .requiredOption('--name <name>', 'name of the rule, the title of its messages')
    .requiredOption('--types <types>', 'comma-separated types of events')
    .requiredOption('--destination <id...>', 'destinations that receive its messages')
    .option('--tracker <id...>', 'only events about these trackers')
    .option('--view <id>', 'only events about community posts in this saved view')
    .option('--query <query>', 'only events whose text matches this query')
    .option('--every <frequency>', FREQUENCIES.join(', '), 'immediately')
    .option('--at <time>', 'time of daily and weekly digests', '09:00')
    .option('--weekday <day>', 'day of weekly digests', 'monday')
    .option('--quiet <hours>', 'hours without messages, such as 22:00-07:00')
    .option('--time-zone <zone>', 'time zone of all times', 'UTC')
    .action(create);
  add('list', 'list the alert rules of a workspace, oldest first').action(list);
  add('delete <id>', 'delete an alert rule').action(remove);
  return group;
}

function create({ workspace, json, ...flags }: CreateFlags): Promise<void> {
  const input = inputOf(flags);
  return withSession(async (session) => {
    const document = `mutation CreateAlertRule($input: AlertRuleInput!) {
      result: createAlertRule(input: $input) {
        ... on AlertRuleCreated { rule { ${ALERT} } } ${FAILURE}
      }
    }`;
    const { rule } = await change<{ rule: AlertRule }>(session, { workspace }, document, { input });
    print(json, rule, [`Created ${rule.id}.`]);
  });
}

function inputOf(flags: Omit<CreateFlags, 'workspace' | 'json'>) {
  const quiet = flags.quiet?.split('-');
  if (quiet && quiet.length !== 2) throw invalidInput('quiet', '--quiet must be hours such as 22:00-07:00.');
  return {
    name: flags.name,
    types: typesOf(flags.types),
    destinationIds: flags.destination,
    trackerIds: flags.tracker ?? null,
    viewId: flags.view ?? null,
    query: flags.query ?? null,
    frequency: oneOf('every', FREQUENCIES, flags.every),
    at: flags.at,
    weekday: oneOf('weekday', WEEKDAYS, flags.weekday),
    quietHours: quiet ? { from: quiet[0], to: quiet[1] } : null,
    timeZone: flags.timeZone,
  };
}

/** Returns the name in the graph of one of several words. */
function oneOf(option: string, words: readonly string[], given: string): string {
  if (!words.includes(given.toLowerCase()))
    throw invalidInput(option, `--${option} must be ${words.join(', ')}; got "${given}".`);
  return given.toUpperCase();
}

function list(flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const rules: AlertRule[] = [];
    const document = `query ListAlertRules($after: ID) {
      alertRules(first: ${PAGE}, afterId: $after) { ${ALERT} }
    }`;
    for (let after: string | null = null, isLast = false; !isLast; after = rules.at(-1)?.id ?? null) {
      const { alertRules } = await ask<{ alertRules: AlertRule[] }>(session, flags, document, { after });
      rules.push(...alertRules);
      isLast = alertRules.length < PAGE;
    }
    const rows = rules.map(({ id, name, types, frequency, isEnabled, destinations }) => [
      id,
      name,
      types.map(typeName).join(','),
      isEnabled ? frequency.toLowerCase() : 'disabled',
      destinations.map((each) => each.name).join(','),
    ]);
    print(flags.json, rules, table([['ID', 'NAME', 'TYPES', 'FREQUENCY', 'DESTINATIONS'], ...rows]));
  });
}

function remove(id: string, flags: Flags): Promise<void> {
  return withSession(async (session) => {
    const document = `mutation DeleteAlertRule($id: ID!) {
      result: deleteAlertRule(id: $id) { ... on AlertRuleDeleted { id } ${FAILURE} }
    }`;
    const deleted = await change<{ id: string }>(session, flags, document, { id });
    print(flags.json, deleted, [`Deleted ${deleted.id}.`]);
  });
}
