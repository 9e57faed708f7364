import { invalidInput } from '@tributary/kit';
import { EVENT_TYPES, type EventType } from '@tributary/kit/events';
import { hostRefusal } from '@tributary/kit/http-client';
import { isHttpUrl, isLongerThan } from '@tributary/kit/text';

const LONGEST_DESCRIPTION = 200;

/** Properties of a webhook that its owner chooses. */
export interface WebhookInput {
  readonly url: string;
  readonly description: string;
  /** Null for all types. */
  readonly types: EventType[] | null;
}

/** Properties as requested; absent ones stay as they are. */
export type RequestedInput = { readonly [Name in keyof WebhookInput]?: WebhookInput[Name] | null };

/**
 * Validates the given properties. Throws INVALID_INPUT for an address that is not public, does not
 * resolve or has no TLS; `allowPrivate` permits those.
 */
export async function checkInput(
  { url, description, types }: RequestedInput,
  allowPrivate: boolean,
): Promise<Partial<WebhookInput>> {
  if (description && isLongerThan(description, LONGEST_DESCRIPTION))
    throw invalidInput(
      'input.description',
      `\`description\` must have at most ${LONGEST_DESCRIPTION} characters.`,
    );
  if (types?.length === 0)
    throw invalidInput('input.types', '`types` must name a type of event, or be absent for all types.');
  return {
    ...(typeof url === 'string' ? { url: await checkUrl(url, allowPrivate) } : {}),
    ...(typeof description === 'string' ? { description: description.trim() } : {}),
    ...(types === undefined ? {} : { types: types && EVENT_TYPES.filter((type) => types.includes(type)) }),
  };
}

async function checkUrl(text: string, allowPrivate: boolean): Promise<string> {
  const refuse = (message: string) => invalidInput('input.url', message);
  const url = isHttpUrl(text) ? URL.parse(text) : null;
  if (!url || url.username || url.password)
    throw refuse('`url` must be an https address without a user, of at most 2,048 characters.');
  if (allowPrivate) return url.href;
  if (url.protocol !== 'https:')
    throw refuse(`\`url\` must be an https address, got ${url.protocol.slice(0, -1)}.`);
  const refusal = await hostRefusal(url);
  if (refusal) throw refuse(`${url.hostname} cannot receive events: ${refusal}.`);
  return url.href;
}
