import type { SettingValues, setting } from '@tributary/kit';
import { type Config, formOf } from '@tributary/kit/host';

type Setting = ReturnType<typeof setting>;
type Settings = Parameters<Config['read']>[0];

/** Settings that belong together. */
export interface SettingGroup {
  readonly title: string;
  /** The processes or subgraphs that read these settings. */
  readonly readBy: readonly string[];
  readonly settings: Settings;
}

/** A setting and its current value. */
export interface CurrentSetting {
  readonly name: string;
  readonly group: string;
  readonly readBy: readonly string[];
  readonly description: string;
  readonly form: string;
  readonly default: string;
  /** The value as text, redacted if it is a secret; null if it is invalid. */
  readonly value: string | null;
  readonly isDefault: boolean;
}

/**
 * Groups the settings of subgraphs: one group for each subgraph, and one for settings that several
 * of them read.
 */
export function groupsOfSubgraphs(
  subgraphs: readonly { readonly name: string; readonly settings: Settings }[],
  known: readonly SettingGroup[],
): SettingGroup[] {
  const documented = new Set(known.flatMap(({ settings }) => Object.keys(settings)));
  const groups = new Map<string, { readBy: string[]; settings: Record<string, Setting> }>();
  const readers = Map.groupBy(
    subgraphs.flatMap(({ name, settings }) => Object.keys(settings).map((key) => ({ key, reader: name }))),
    ({ key }) => key,
  );
  for (const { settings } of subgraphs) {
    for (const [name, setting] of Object.entries(settings)) {
      if (documented.has(name)) continue;
      documented.add(name);
      const readBy = readers.get(name)!.map(({ reader }) => reader);
      const title = `Subgraph${readBy.length > 1 ? 's' : ''} ${readBy.join(' and ')}`;
      const group = groups.get(title) ?? { readBy, settings: {} };
      group.settings[name] = setting;
      groups.set(title, group);
    }
  }
  return [...groups].map(([title, group]) => ({ title, ...group }));
}

/** Renders the reference of all settings as Markdown. */
export function referenceOf(groups: readonly SettingGroup[]): string {
  const sections = groups.map(({ title, readBy, settings }) => {
    const rows = Object.entries(settings).map(
      ([name, setting]) =>
        `| \`${name}\` | ${cell(formWithUnit(name, setting))} | ${cell(defaultOf(setting))} | ${cell(setting.description)} |`,
    );
    return [
      `## ${title}`,
      '',
      `Read by: ${readBy.join(', ')}.`,
      '',
      '| variable | form | default | meaning |',
      '|---|---|---|---|',
      ...rows,
    ].join('\n');
  });
  return `${[INTRODUCTION, ...sections].join('\n\n')}\n`;
}

const INTRODUCTION = `# Configuration

Tributary reads environment variables, once, at start. If a value is not valid, the process does not start: the error names the
variable and the expected form. An empty variable counts as not set. \`npx tributary config\` prints every setting with its current
value; secrets are hidden.

A subgraph reads its settings in the process that runs it: the gateway's, or its own if \`SUBGRAPH_<NAME>_URL\` is set.
A setting that several processes read must have the same value in all of them, except for \`HOST\`, \`PORT\` and \`LOG_LEVEL\`.

\`npm run compose\` generates this page from the code that reads the settings.`;

/** Lists all settings with their current values. */
export function currentSettings(groups: readonly SettingGroup[], config: Config): CurrentSetting[] {
  return groups.flatMap(({ title, readBy, settings }) =>
    Object.entries(settings).map(([name, setting]) => {
      const value = readSetting(config, name, setting);
      return {
        name,
        group: title,
        readBy,
        description: setting.description,
        form: formWithUnit(name, setting),
        default: defaultOf(setting),
        value: value === undefined ? null : shown(name, String(value)),
        isDefault: value === setting.fallback,
      };
    }),
  );
}

function readSetting(config: Config, name: string, setting: Setting): unknown {
  try {
    return (config.read({ [name]: setting }) as SettingValues<Settings>)[name];
  } catch {
    return undefined;
  }
}

const SECRET = /(^|_)(KEY|TOKEN|SECRET|PASSWORD)(_PREVIOUS)?$/;

/** Redacts a secret, or the password within a URL. */
function shown(name: string, value: string): string {
  if (value === '') return value;
  if (SECRET.test(name)) return '(hidden)';
  return value.replace(/^([a-z]+:\/\/[^:/?#]*):.*@/, '$1:(hidden)@');
}

const UNITS: readonly (readonly [RegExp, string])[] = [
  [/_MS$/, 'milliseconds'],
  [/_BYTES$/, 'bytes'],
  [/_BYTES_PER_SECOND$/, 'bytes per second'],
  [/_DOLLARS$/, 'US dollars'],
];

function formWithUnit(name: string, { schema }: Setting): string {
  const unit = UNITS.find(([suffix]) => suffix.test(name))?.[1];
  return unit ? `${formOf(schema)}, ${unit}` : formOf(schema);
}

function defaultOf({ fallback }: Setting): string {
  return String(fallback);
}

function cell(text: string): string {
  return text.replaceAll(/(?<!\\)\|/g, '\\|');
}
