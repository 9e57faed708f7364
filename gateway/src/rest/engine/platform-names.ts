import { ENUM_PLATFORMS, type PlatformEnum } from '@tributary/platforms';

/** The names of platforms in a dialect. */
export interface PlatformNames {
  /** Every name, in the order in which documents and errors list them. */
  readonly all: readonly string[];
  /** Returns the name of a value of the graph's enum. */
  nameOf(value: string): string;
  /** Returns the value of the graph's enum that a name, in any case, stands for. */
  valueOf(name: string): string;
}

/** How a dialect names the platforms of one enum of the graph. */
export interface PlatformNaming {
  /** The names that its document lists, in that order; other platforms follow them. */
  readonly documented?: readonly string[];
  /** Its names for platforms that it does not call by their slugs, by slug. */
  readonly renamed?: Readonly<Record<string, string>>;
}

/**
 * Returns a dialect's names of the platforms of an enum. Throws if the dialect documents or renames
 * a platform that is not one of them.
 */
export function platformNames(
  of: PlatformEnum,
  { documented = [], renamed = {} }: PlatformNaming = {},
): PlatformNames {
  const slugs: readonly string[] = ENUM_PLATFORMS[of];
  const names = slugs.map((slug) => renamed[slug] ?? slug);
  const unknown =
    documented.find((name) => !names.includes(name)) ??
    Object.keys(renamed).find((slug) => !slugs.includes(slug));
  if (unknown) throw new Error(`${of} has no platform "${unknown}".`);
  return {
    all: [...documented, ...names.filter((name) => !documented.includes(name))],
    nameOf: (value) => renamed[value.toLowerCase()] ?? value.toLowerCase(),
    valueOf: (name) => (slugs[names.indexOf(name.toLowerCase())] ?? name).toUpperCase(),
  };
}
