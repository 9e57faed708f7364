import { readConfig } from '@tributary/kit/host';
import { Command } from 'commander';
import { type CurrentSetting, currentSettings } from '../config/index.ts';
import { settingGroups } from '../setting-groups.ts';
import { json } from './terminal/options.ts';
import { print } from './terminal/output.ts';

/** `tributary config`. */
export function configCommand(): Command {
  return new Command('config')
    .description('print every setting with its current value; secrets are hidden')
    .addOption(json())
    .action((options: { json?: boolean }) => {
      const settings = currentSettings(settingGroups(), readConfig());
      print(options.json, settings, linesOf(settings));
      const invalid = settings.filter(({ value }) => value === null).map(({ name }) => name);
      if (invalid.length > 0) throw new Error(`Invalid settings: ${invalid.join(', ')}.`);
    });
}

function linesOf(settings: readonly CurrentSetting[]): string[] {
  return settings.flatMap((setting, index) => {
    const starts = setting.group !== settings[index - 1]?.group;
    return [
      ...(starts ? [...(index > 0 ? [''] : []), setting.group] : []),
      `  ${setting.name}=${setting.value ?? `(invalid: expected ${setting.form})`}${setting.isDefault ? '  (default)' : ''}`,
      `      ${setting.description}`,
    ];
  });
}
