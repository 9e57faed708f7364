import { LISTENING_PLATFORMS, platformName, STORED_PLATFORMS } from '@tributary/platforms';

/** Platforms that posts, comments and mentions come from, by their slugs. */
export const SOURCES: readonly string[] = [
  ...new Set<string>([...STORED_PLATFORMS, ...LISTENING_PLATFORMS]),
].sort();

/** Returns the slug of a source by its slug, name or alias (`twitter`); null if there is none. */
export function sourceOf(text: string): string | null {
  return platformName(text, SOURCES);
}
