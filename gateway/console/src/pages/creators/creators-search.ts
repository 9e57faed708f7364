/** The state of the page, which the address holds. */
export interface CreatorsSearch {
  /** Address of the profile that is looked up. */
  readonly url?: string;
  /** A part of the names in the list. */
  readonly q?: string;
}

/** Reads the state from the parameters of the address. */
export function parseCreatorsSearch({ url, q }: Record<string, unknown>): CreatorsSearch {
  return {
    ...(typeof url === 'string' && url ? { url } : {}),
    ...(typeof q === 'string' && q ? { q } : {}),
  };
}
