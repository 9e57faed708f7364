import { RESPONSE_LIMITS, UpstreamError, type UpstreamRequest } from '@tributary/kit/http-client';
import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';

/** A message of a conversation with the model. */
export interface Message {
  readonly role: 'system' | 'user' | 'assistant';
  readonly content: string;
}

/** Tokens that a response was billed for. */
export interface Usage {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

/** A response of the model. */
export interface ChatCompletion {
  readonly content: string;
  /** Null if the server does not report it. */
  readonly usage: Usage | null;
}

const Tokens = Type.Integer({ minimum: 0 });

/** Schema of a chat completion, limited to the members that are read. */
const Completion = Type.Object({
  choices: Type.Array(
    Type.Object({
      message: Type.Object({ content: Type.Optional(Type.Union([Type.String(), Type.Null()])) }),
    }),
    { minItems: 1 },
  ),
});

const Billed = Type.Object({ usage: Type.Object({ prompt_tokens: Tokens, completion_tokens: Tokens }) });

/** What a completion is requested with. */
export interface ChatRequest {
  readonly model: string;
  /** Name of the operation, in metrics and as the name of the schema. */
  readonly operation: string;
  readonly schema: TSchema;
  /** Maximum length of the response; the server's if absent. */
  readonly maxOutputTokens?: number | undefined;
}

/** Builds the request for a completion. */
export function completionRequest(
  { model, operation, schema, maxOutputTokens }: ChatRequest,
  messages: readonly Message[],
  signal: AbortSignal,
): UpstreamRequest {
  const response_format = { type: 'json_schema', json_schema: { name: operation, schema } };
  // Undefined members are not sent.
  const body = { model, messages, response_format, max_completion_tokens: maxOutputTokens };
  const limit = RESPONSE_LIMITS.completion;
  return { operation, method: 'POST', path: '/chat/completions', body, limit, signal };
}

/** Parses the response of the server. */
export function readCompletion(body: unknown): ChatCompletion {
  if (!Value.Check(Completion, body))
    throw new UpstreamError('malformed', 'The response is not a chat completion.');
  const usage = Value.Check(Billed, body)
    ? { inputTokens: body.usage.prompt_tokens, outputTokens: body.usage.completion_tokens }
    : null;
  return { content: body.choices[0]!.message.content ?? '', usage };
}
