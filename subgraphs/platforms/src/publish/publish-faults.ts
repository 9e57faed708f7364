import { type Read, type Upstream, UpstreamError, type UpstreamRequest } from '@tributary/kit/http-client';
import { PublishError, type PublishFault } from './publisher.ts';

/**
 * Maps a response to a fault where the status alone is ambiguous; undefined falls back to the
 * status.
 */
export type FaultRule = (status: number, body: unknown) => PublishFault | undefined;

/** Seconds to wait before a platform is called again after its circuit breaker has opened. */
const BREAKER_COOL_DOWN = 30;
/** Maximum length of a platform's own error message that is passed on. */
const MAX_MESSAGE = 300;

/** Client of a platform's API for one account; every failure is a PublishError. */
export interface AccountClient {
  /** Sends a request that publishes nothing, whether or not it fails. */
  prepare<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
  /** Sends the request that publishes; if its response is lost, the post is `unconfirmed`. */
  publish<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
}

/** Returns what reading back finds, or `unknown` if the account may not read. */
export async function ifAllowed<Found>(reading: Promise<Found>): Promise<Found | 'unknown'> {
  try {
    return await reading;
  } catch (error) {
    // `credentials` is not mapped to `unknown`: they may be renewed and the search repeated.
    if (error instanceof PublishError && error.fault === 'refused') return 'unknown';
    throw error;
  }
}

/** Turns the failures of an upstream into PublishErrors. */
export function toAccountClient(upstream: Upstream, rule: FaultRule = () => undefined): AccountClient {
  const send =
    (publishes: boolean) =>
    async <Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer> => {
      try {
        return await upstream.ask(request, read);
      } catch (error) {
        if (!(error instanceof UpstreamError)) throw error;
        throw toPublishError(upstream.name, error, publishes, rule);
      }
    };
  return { prepare: send(false), publish: send(true) };
}

function toPublishError(name: string, error: UpstreamError, publishes: boolean, rule: FaultRule) {
  const ruled = error.status === null ? undefined : rule(error.status, error.body);
  const fault = ruled ?? faultOf(error, publishes);
  const retryAfter = fault === 'retry' ? retryAfterSeconds(error) : undefined;
  return new PublishError(fault, `${name}: ${messageOf(error)}`, {
    cause: error,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function faultOf({ fault, status, sent, retryAfter }: UpstreamError, publishes: boolean): PublishFault {
  const lost = publishes && sent ? 'unconfirmed' : 'retry';
  switch (fault) {
    case 'limited':
    case 'open':
      return 'retry';
    case 'credentials':
      // 403 rejects the request, not the account, unless the platform's own rule says otherwise.
      return status === 403 ? 'refused' : 'credentials';
    case 'missing':
    case 'refused':
      return 'refused';
    case 'redirected':
      return 'refused';
    case 'failed':
      // 503 with Retry-After means that the server did not start the request; after any other
      // failure it may have published.
      return status === 503 && retryAfter !== null ? 'retry' : lost;
    default:
      return lost;
  }
}

/** Returns the longest wait of those in the body (Telegram, Discord) and in the header. */
function retryAfterSeconds({ fault, body, retryAfter }: UpstreamError): number | undefined {
  const { parameters, retry_after: own } = (body ?? {}) as {
    parameters?: { retry_after?: unknown };
    retry_after?: unknown;
  };
  const values = [parameters?.retry_after, own, retryAfter === null ? null : retryAfter / 1_000];
  const seconds = values.filter((value) => typeof value === 'number');
  if (seconds.length > 0) return Math.ceil(Math.max(...seconds));
  return fault === 'open' ? BREAKER_COOL_DOWN : undefined;
}

const MESSAGE_MEMBERS = ['error_description', 'detail', 'message', 'description', 'error', 'title'] as const;

/** Returns the platform's own error message if readable, otherwise the reason of the failure. */
function messageOf({ body, reason, fault }: UpstreamError): string {
  const own =
    typeof body === 'string'
      ? body
      : MESSAGE_MEMBERS.map((name) => (body as Record<string, unknown> | null)?.[name]).find(
          (message) => typeof message === 'string' && message !== '',
        );
  if (fault !== 'malformed' && typeof own === 'string' && own.trim() !== '' && !own.includes('<'))
    return own.slice(0, MAX_MESSAGE);
  return `${reason.slice(0, MAX_MESSAGE)}.`;
}
