import { UpstreamError } from '@tributary/kit/http-client';

/**
 * Returns the path of a subreddit (`programming`, `r/programming`), or of several that are read at
 * once (`programming+webdev`). Throws an UpstreamError for anything else.
 */
export function subredditOf(place: string): string {
  const name = /^(?:\/?r\/)?(\w{2,24}(?:\+\w{2,24}){0,49})\/?$/i.exec(place)?.[1];
  if (!name) throw new UpstreamError('refused', 'A place of Reddit is a subreddit, such as `programming`.');
  return name;
}

/** Says why a subreddit cannot be read; null if it can. */
export async function placeProblem(
  place: string,
  read: (name: string) => Promise<unknown>,
): Promise<string | null> {
  try {
    await read(subredditOf(place));
    return null;
  } catch (error) {
    if (!(error instanceof UpstreamError) || error.fault === 'cancelled') throw error;
    if (error.fault === 'missing') return 'There is no subreddit of this name.';
    if (error.fault === 'credentials') return 'This subreddit is private.';
    return error.fault === 'refused' && error.status === null
      ? error.message
      : `The subreddit cannot be read: Reddit ${error.reason}.`;
  }
}
