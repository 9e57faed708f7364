/** The dataset whose runs are shown, which the address holds. */
export interface DatasetsSearch {
  readonly dataset?: string;
}

/** Reads the state from the parameters of the address. */
export function parseDatasetsSearch({ dataset }: Record<string, unknown>): DatasetsSearch {
  return typeof dataset === 'string' && dataset ? { dataset } : {};
}
