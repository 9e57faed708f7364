import { type Read, type Upstream, UpstreamError, type UpstreamRequest } from '@tributary/kit/http-client';
import { type Fault, PublishError } from './publisher.ts';

/** What an answer means where its status alone does not say it; undefined leaves it to the status. */
export type Meaning = (answered: number, body: unknown) => Fault | undefined;

/** Seconds to leave a platform alone that has failed too often. */
const COOL_DOWN = 30;
/** Most of a platform's own words that is passed on. */
const LONGEST_MESSAGE = 300;

/** A platform as its publisher asks it: every failure is a PublishError. */
export interface Platformed {
  /** A request that publishes nothing: whatever becomes of it, nothing stands there. */
  prepare<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
  /** The request that publishes: once it has left, only an answer says what has become of it. */
  publish<Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer>;
}

/** Reading back, where a platform may not let everybody do so: then it cannot tell. Who it does not know may be renewed. */
export async function ifAllowed<Found>(reading: Promise<Found>): Promise<Found | 'unknown'> {
  try {
    return await reading;
  } catch (error) {
    if (error instanceof PublishError && error.fault === 'refused') return 'unknown';
    throw error;
  }
}

/** Asks an upstream in the words of publishing. */
export function platformed(upstream: Upstream, meaning: Meaning = () => undefined): Platformed {
  const asking =
    (publishes: boolean) =>
    async <Answer>(request: UpstreamRequest, read: Read<Answer>): Promise<Answer> => {
      try {
        return await upstream.ask(request, read);
      } catch (error) {
        throw error instanceof UpstreamError
          ? toPublishError(upstream.name, error, publishes, meaning)
          : error;
      }
    };
  return { prepare: asking(false), publish: asking(true) };
}

function toPublishError(name: string, error: UpstreamError, publishes: boolean, meaning: Meaning) {
  const told = error.answered === null ? undefined : meaning(error.answered, error.body);
  const fault = told ?? faultOf(error, publishes);
  const retryAfter = fault === 'retry' ? secondsOf(error) : undefined;
  return new PublishError(fault, `${name}: ${wordsOf(error)}`, {
    cause: error,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
}

function faultOf({ fault, answered, left, retryAfter }: UpstreamError, publishes: boolean): Fault {
  const lost = publishes && left ? 'unconfirmed' : 'retry';
  switch (fault) {
    case 'limited':
    case 'open':
      return 'retry';
    case 'credentials':
      // Forbidden is what is asked for, unless the platform says otherwise; who asks is good.
      return answered === 403 ? 'refused' : 'credentials';
    case 'missing':
    case 'refused':
      return 'refused';
    case 'redirected':
      return 'refused';
    case 'failed':
      // A server that is too busy and says until when has not begun; of any other failure nobody knows how far it went.
      return answered === 503 && retryAfter !== null ? 'retry' : lost;
    default:
      return lost;
  }
}

/** Telegram and Discord write how long to wait into the body. */
function secondsOf({ fault, body, retryAfter }: UpstreamError): number | undefined {
  const { parameters, retry_after: own } = (body ?? {}) as {
    parameters?: { retry_after?: unknown };
    retry_after?: unknown;
  };
  const told = [parameters?.retry_after, own, retryAfter === null ? null : retryAfter / 1_000];
  const seconds = told.filter((each) => typeof each === 'number');
  if (seconds.length > 0) return Math.ceil(Math.max(...seconds));
  return fault === 'open' ? COOL_DOWN : undefined;
}

const WORDS = ['error_description', 'detail', 'message', 'description', 'error', 'title'] as const;

/** The platform's own words, where it has some for a person; else what happened. */
function wordsOf({ body, reason, fault }: UpstreamError): string {
  const own =
    typeof body === 'string'
      ? body
      : WORDS.map((name) => (body as Record<string, unknown> | null)?.[name]).find(
          (word) => typeof word === 'string' && word !== '',
        );
  if (fault !== 'malformed' && typeof own === 'string' && own.trim() !== '' && !own.includes('<'))
    return own.slice(0, LONGEST_MESSAGE);
  return `${reason.slice(0, LONGEST_MESSAGE)}.`;
}
