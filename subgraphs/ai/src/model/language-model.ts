import { TributaryError } from '@tributary/kit';
import {
  openUpstream,
  ResponseTooLargeError,
  UpstreamError,
  type UpstreamOptions,
} from '@tributary/kit/http-client';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { AiSettings } from '../settings.ts';
import { completionRequest, type Message, readCompletion, type Usage } from './chat-completion.ts';

/** Maximum length of an invalid response that is sent back to the model, in characters. */
const MAX_REPAIRED = 20_000;
const MAX_REASON = 500;

/** A task for the model. */
export interface ModelRequest<Answer> {
  /** Name of the operation, in metrics and as the name of the schema. */
  readonly operation: string;
  readonly schema: TSchema;
  /** The system prompt. Must not contain text of a request or post. */
  readonly instructions: string;
  /** One JSON object: what the model works on. */
  readonly data: string;
  /** Maximum length of a response; the server's if absent. */
  readonly maxOutputTokens?: number;
  /** Returns what is wrong with a response that matches the schema; null if nothing is. */
  violation(answer: Answer): string | null;
}

/** A language model on an OpenAI-compatible server. */
export interface LanguageModel {
  readonly name: string;
  /**
   * Runs one task. An invalid response is sent back once for repair. `onUsage` is called with the
   * tokens of each response, null if the server does not report them. Throws UPSTREAM_FAILED or
   * UPSTREAM_TIMEOUT, caused by an {@link UpstreamError}.
   */
  complete<Answer>(
    request: ModelRequest<Answer>,
    signal: AbortSignal,
    onUsage?: (usage: Usage | null) => void,
  ): Promise<Answer>;
}

/** Settings of a model's server. */
type ServerSettings = Pick<AiSettings, 'AI_BASE_URL' | 'AI_MODEL' | 'AI_API_KEY' | 'AI_TIMEOUT_MS'>;

/** Opens the model that the settings name; null if they name none. */
export function openModel(
  { AI_BASE_URL: baseUrl, AI_MODEL: name, AI_TIMEOUT_MS: timeout, AI_API_KEY: key }: ServerSettings,
  services: Pick<UpstreamOptions, 'metrics' | 'clock'>,
): LanguageModel | null {
  if (!baseUrl) return null;
  const headers = key ? { authorization: `Bearer ${key}` } : {};
  const upstream = openUpstream({ name: 'model', baseUrl, headers, timeout, ...services });
  return {
    name,
    async complete(request, signal, onUsage) {
      const deadline = AbortSignal.timeout(timeout);
      const either = AbortSignal.any([signal, deadline]);
      const respond = async (messages: readonly Message[]) => {
        const sent = completionRequest({ ...request, model: name }, messages, either);
        const { content, usage } = await upstream.ask(sent, readCompletion);
        onUsage?.(usage);
        return content;
      };
      try {
        return await answerOf(request, respond);
      } catch (cause) {
        throw failureOf(cause, deadline.aborted);
      }
    },
  };
}

/** Requests a response, and once more if the first is invalid. */
async function answerOf<Answer>(
  request: ModelRequest<Answer>,
  respond: (messages: readonly Message[]) => Promise<string>,
): Promise<Answer> {
  const messages: Message[] = [
    { role: 'system', content: request.instructions },
    { role: 'user', content: request.data },
  ];
  const content = await respond(messages);
  const first = validate(request, content);
  if ('answer' in first) return first.answer;
  const second = validate(request, await respond([...messages, ...repairOf(content, first.reason)]));
  if ('answer' in second) return second.answer;
  throw new UpstreamError('malformed', `The model gave an invalid answer twice: ${second.reason}`);
}

/** Parses a response and checks it against the schema and the rules of its task. */
function validate<Answer>(
  { schema, violation }: ModelRequest<Answer>,
  content: string,
): { readonly answer: Answer } | { readonly reason: string } {
  let value: unknown;
  try {
    value = JSON.parse(content);
  } catch (error) {
    return { reason: (error as Error).message };
  }
  if (!Value.Check(schema, value)) {
    const [first] = Value.Errors(schema, value);
    return { reason: `${first?.instancePath} ${first?.message}` };
  }
  const reason = violation(value as Answer);
  return reason ? { reason } : { answer: value as Answer };
}

function repairOf(content: string, reason: string): Message[] {
  return [
    { role: 'assistant', content: content.slice(0, MAX_REPAIRED) || '(nothing)' },
    {
      role: 'user',
      content: `That was not valid: ${reason.slice(0, MAX_REASON)}. Answer again with valid JSON only.`,
    },
  ];
}

function failureOf(cause: unknown, late: boolean): TributaryError {
  if (late || (cause instanceof UpstreamError && cause.fault === 'timeout'))
    return new TributaryError('UPSTREAM_TIMEOUT', 'The model did not answer in time.', { cause });
  const tooLarge = ResponseTooLargeError.behind(cause);
  const why = tooLarge ? `answered ${tooLarge.excess}` : 'gave no usable answer';
  return new TributaryError('UPSTREAM_FAILED', `The model ${why}.`, { cause });
}
