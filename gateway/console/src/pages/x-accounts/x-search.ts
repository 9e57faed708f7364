/** The state of the page, which the address holds; absent members have their default. */
export interface XSearch {
  readonly q?: string;
  /** The account whose posts are shown; all followed ones if absent. */
  readonly account?: string;
  readonly sort?: 'popular';
}

/** Reads the state from the parameters of the address, without those that are invalid. */
export function parseXSearch({ q, account, sort }: Record<string, unknown>): XSearch {
  return {
    ...(typeof q === 'string' && q.trim() ? { q: q.trim().slice(0, 200) } : {}),
    ...(typeof account === 'string' && account ? { account } : {}),
    ...(sort === 'popular' ? { sort } : {}),
  };
}
