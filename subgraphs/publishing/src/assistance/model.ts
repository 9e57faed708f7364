import { TributaryError } from '@tributary/kit';
import {
  openUpstream,
  RESPONSE_LIMITS,
  ResponseTooLargeError,
  UpstreamError,
  type UpstreamOptions,
} from '@tributary/kit/http-client';
import { Type } from 'typebox';
import { Value } from 'typebox/value';
import type { Engine } from './assistance-engine.ts';
import { type Answers, answers, broken, type Inputs, type Operation } from './operations.ts';
import { dataOf, instructionsFor } from './prompts.ts';
import type { AssistanceSettings } from './settings.ts';

/** Maximum length of an invalid response that is sent back to the model, in characters. */
const MAX_REPAIRED = 20_000;
const MAX_REASON = 500;

/** Schema of a chat completion, limited to the members that are read. */
const Completion = Type.Object({
  choices: Type.Array(
    Type.Object({
      message: Type.Object({ content: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
    }),
    { minItems: 1 },
  ),
});

interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/**
 * Opens a model on an OpenAI-compatible server. An invalid response is sent back once for repair.
 */
export function modelEngine(
  settings: AssistanceSettings,
  services: Pick<UpstreamOptions, 'metrics' | 'clock'>,
): Engine {
  const { AI_MODEL: model, AI_TIMEOUT_MS: timeout, AI_API_KEY: key } = settings;
  const upstream = openUpstream({
    name: 'model',
    baseUrl: settings.AI_BASE_URL,
    headers: key ? { authorization: `Bearer ${key}` } : {},
    timeout,
    ...services,
  });
  const complete = (operation: Operation, messages: readonly Message[], signal: AbortSignal) => {
    const json_schema = { name: operation, schema: answers[operation] };
    const request = {
      operation,
      method: 'POST' as const,
      path: '/chat/completions',
      body: { model, messages, response_format: { type: 'json_schema', json_schema } },
      limit: RESPONSE_LIMITS.completion,
      signal,
    };
    return upstream.ask(request, readContent);
  };
  return {
    name: model,
    refusal: () => null,
    async run(operation, input, persona, signal) {
      const deadline = AbortSignal.timeout(timeout);
      const either = AbortSignal.any([signal, deadline]);
      const messages: Message[] = [
        { role: 'system', content: instructionsFor(operation, persona) },
        { role: 'user', content: dataOf(input) },
      ];
      try {
        const content = await complete(operation, messages, either);
        const first = validate(operation, input, content);
        if ('answer' in first) return first.answer;
        const repaired = await complete(operation, [...messages, ...repairOf(content, first.reason)], either);
        const second = validate(operation, input, repaired);
        if ('answer' in second) return second.answer;
        throw new UpstreamError('malformed', `The model gave an invalid answer twice: ${second.reason}`);
      } catch (cause) {
        throw failureOf(cause, deadline.aborted);
      }
    },
  };
}

function readContent(body: unknown): string {
  if (Value.Check(Completion, body)) return body.choices[0]!.message.content ?? '';
  throw new UpstreamError('malformed', 'The response is not a chat completion.');
}

/** Parses a response and checks it against the schema and the limits of the input. */
function validate<Name extends Operation>(
  operation: Name,
  input: Inputs[Name],
  content: string,
): { readonly answer: Answers[Name] } | { readonly reason: string } {
  const schema = answers[operation];
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
  const reason = broken[operation](value as Answers[Name], input);
  return reason ? { reason } : { answer: value as Answers[Name] };
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
