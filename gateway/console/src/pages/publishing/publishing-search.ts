/** The state of the page, which the address holds; absent members have their default. */
export interface PublishingSearch {
  /** A day of the month or week that is shown, as `2026-03-31`; today if absent. */
  readonly day?: string;
  readonly view?: 'week';
  /** Id of the post whose details are shown. */
  readonly post?: string;
}

/** Reads the state from the parameters of the address, without those that are invalid. */
export function parsePublishingSearch(parameters: Record<string, unknown>): PublishingSearch {
  const { day, view, post } = parameters;
  return {
    ...(typeof day === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(day) ? { day } : {}),
    ...(view === 'week' ? { view } : {}),
    ...(typeof post === 'string' && post ? { post } : {}),
  };
}
