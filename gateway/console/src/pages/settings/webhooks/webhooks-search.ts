/** The webhook whose deliveries are shown, which the address holds. */
export interface WebhooksSearch {
  readonly webhook?: string;
}

/** Reads the state from the parameters of the address. */
export function parseWebhooksSearch({ webhook }: Record<string, unknown>): WebhooksSearch {
  return typeof webhook === 'string' && webhook ? { webhook } : {};
}
