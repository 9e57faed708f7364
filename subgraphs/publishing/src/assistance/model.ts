import { createOpenAICompatible } from '@ai-sdk/openai-compatible';
import { TributaryError } from '@tributary/kit';
import { boundedFetch, RESPONSE_LIMITS, ResponseTooLargeError } from '@tributary/kit/http-client';
import { generateText, jsonSchema, type ModelMessage, NoObjectGeneratedError, Output } from 'ai';
import { Value } from 'typebox/value';
import type { Engine } from './engine.ts';
import { type Answers, answers, broken, type Inputs, type Operation } from './operations.ts';
import { dataOf, instructionsFor } from './prompts.ts';
import type { AssistanceSettings } from './settings.ts';

/** The most of a wrong answer that is shown to the model again. */
const SHOWN = 20_000;

/** A model behind an OpenAI-compatible server. Its answers have the form asked for, at the second try at the latest. */
export function modelEngine(settings: AssistanceSettings): Engine {
  const { AI_MODEL: name, AI_TIMEOUT_MS: timeout } = settings;
  const model = createOpenAICompatible({
    name: 'tributary',
    baseURL: settings.AI_BASE_URL,
    supportsStructuredOutputs: true,
    fetch: boundedModelFetch,
    ...(settings.AI_API_KEY ? { apiKey: settings.AI_API_KEY } : {}),
  })(name);
  return {
    name,
    refusal: () => null,
    async run(operation, input, persona, signal) {
      const deadline = AbortSignal.timeout(timeout);
      const ask = async (messages: ModelMessage[]) =>
        (
          await generateText({
            model,
            instructions: instructionsFor(operation, persona),
            messages,
            output: Output.object({ schema: schemaOf(operation, input) }),
            maxRetries: 0,
            abortSignal: AbortSignal.any([signal, deadline]),
          })
        ).output;
      const question: ModelMessage = { role: 'user', content: dataOf(input) };
      try {
        return await ask([question]).catch((error) => {
          if (!NoObjectGeneratedError.isInstance(error)) throw error;
          return ask([question, ...repairOf(error)]);
        });
      } catch (cause) {
        if (deadline.aborted)
          throw new TributaryError('UPSTREAM_TIMEOUT', 'The model did not answer in time.', { cause });
        const tooLarge = ResponseTooLargeError.behind(cause);
        const why = tooLarge ? `answered ${tooLarge.excess}` : 'gave no usable answer';
        throw new TributaryError('UPSTREAM_FAILED', `The model ${why}.`, { cause });
      }
    },
  };
}

/** The client's types are those of the platform, ours those of undici: the same interface, declared twice. */
const boundedModelFetch = ((url: string | URL, init: Parameters<typeof boundedFetch>[2]) =>
  boundedFetch(url, RESPONSE_LIMITS.completion, init)) as unknown as typeof fetch;

/** What was wrong, and that it be put right. */
function repairOf(error: NoObjectGeneratedError): ModelMessage[] {
  const why = error.cause instanceof Error ? error.cause.message : error.message;
  return [
    { role: 'assistant', content: (error.text ?? '').slice(0, SHOWN) || '(nothing)' },
    { role: 'user', content: `That was not valid: ${why.slice(0, 500)}. Answer again with valid JSON only.` },
  ];
}

/** The form of the answer, and beyond it what the input bounds. */
function schemaOf<Name extends Operation>(operation: Name, input: Inputs[Name]) {
  const schema = answers[operation];
  return jsonSchema<Answers[Name]>(schema as never, {
    validate(value) {
      if (!Value.Check(schema, value)) {
        const [first] = Value.Errors(schema, value);
        return { success: false, error: new Error(`${first?.instancePath} ${first?.message}`) };
      }
      const wrong = broken[operation](value as Answers[Name], input);
      return wrong
        ? { success: false, error: new Error(wrong) }
        : { success: true, value: value as Answers[Name] };
    },
  });
}
