import { platformOf, STORED_PLATFORMS, type StoredPlatform } from '@tributary/platforms';

/** Greatest number of days that a rule can have. */
export const MOST_RETENTION_DAYS = 36_500;

/** After how many days a workspace deletes what it has stored, by its own rules. */
export interface RetentionRules {
  /** For all platforms; null without such a rule. */
  readonly days: number | null;
  readonly byPlatform: ReadonlyMap<string, number>;
}

export const NO_RULES: RetentionRules = { days: null, byPlatform: new Map() };

/** Objects to delete: those of one platform, or of all, that are older than some days. */
export interface Deletion {
  /** Null for all platforms. */
  readonly platform: string | null;
  readonly days: number;
}

/**
 * Lists what a workspace deletes. A platform is listed only if its rule is shorter than the rule
 * for all platforms.
 */
export function deletionsOf(rules: RetentionRules, installationDays: number | null): Deletion[] {
  const days = shortest(installationDays, rules.days);
  const ofPlatforms = [...rules.byPlatform]
    .filter(([, own]) => days === null || own < days)
    .map(([platform, own]) => ({ platform, days: own }));
  return [...(days === null ? [] : [{ platform: null, days }]), ...ofPlatforms];
}

/** How long objects of one platform are stored. */
export interface PlatformRetention {
  readonly platform: StoredPlatform;
  /** Days of the shortest rule; null if they are kept. */
  readonly days: number | null;
  readonly workspaceDays: number | null;
  /** Days that the platform's terms allow; null if they do not say. */
  readonly platformDays: number | null;
}

/** How long a workspace stores objects, and by whose rule. */
export interface Retention {
  readonly days: number | null;
  readonly workspaceDays: number | null;
  readonly installationDays: number | null;
  readonly platforms: readonly PlatformRetention[];
}

/** Combines the rules of the workspace, of the installation and of the platforms. */
export function retentionOf(rules: RetentionRules, installationDays: number | null): Retention {
  const days = shortest(installationDays, rules.days);
  const platforms = STORED_PLATFORMS.map((platform) => {
    const workspaceDays = rules.byPlatform.get(platform) ?? null;
    const platformDays = platformOf(platform).listen?.retentionDays ?? null;
    return { platform, days: shortest(days, workspaceDays, platformDays), workspaceDays, platformDays };
  });
  return { days, workspaceDays: rules.days, installationDays, platforms };
}

function shortest(...days: readonly (number | null)[]): number | null {
  const given = days.filter((each) => each !== null);
  return given.length === 0 ? null : Math.min(...given);
}
