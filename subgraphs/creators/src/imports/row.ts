import { invalidInput } from '@tributary/kit';
import type { ImportFlags, MappedRecord } from '@tributary/kit/import';
import { platformName } from '@tributary/platforms';
import { PLATFORMS, type Platform } from '../platforms.ts';

/** The option shared by both imports. */
export const PLATFORM_OPTION = {
  name: 'platform',
  description: `platform of rows that have none of their own: ${PLATFORMS.join(', ')}`,
};

/** Returns the platform of a row, falling back to the option. */
export function platformOf(record: MappedRecord, option: string | undefined): Platform {
  const text = String(record['platform'] || option || '');
  const platform = platformName(text, PLATFORMS);
  if (platform !== null) return platform;
  throw invalidInput('platform', `platform must be one of ${PLATFORMS.join(', ')}, not "${text}".`);
}

/** Returns a text of a row; null if empty. */
export function textOf(record: MappedRecord, name: string): string | null {
  return (record[name] as string | null)?.trim() || null;
}

/** Returns a parser for yes or no in one field. */
export function flagOf(name: string): (text: string) => boolean {
  return (given) => {
    const text = given.trim().toLowerCase();
    if (['true', 'yes', '1', 't', 'y'].includes(text)) return true;
    if (['false', 'no', '0', 'f', 'n'].includes(text)) return false;
    throw invalidInput(name, `${name} must be true or false, not "${text}".`);
  };
}

/** Returns the measurement time of a row; `now` if absent. */
export function measuredAt(record: MappedRecord, now: number): Date {
  return (record['measured_at'] as Date | null) ?? new Date(now);
}

/** Returns the subject stored in the record of an import. */
export function subjectOf(options: ImportFlags): string {
  const platform = options['platform'];
  return platform ? (platformName(platform, PLATFORMS) ?? platform) : 'several platforms';
}
