import type { Usage } from '../model/index.ts';

/** Tokens of a judgement in a response: its evidence, its reason and the JSON around them. */
const PER_JUDGEMENT = 300;
/** Tokens of the JSON around all judgements. */
const FRAME = 50;
/** Tokens that a server adds to a conversation: roles, and its rendering of the schema. */
const OVERHEAD = 1_000;

/** Returns the maximum length of a response with this number of judgements, in tokens. */
export function maxOutputTokens(texts: number): number {
  return FRAME + PER_JUDGEMENT * texts;
}

/**
 * Returns the maximum number of tokens of a request and its repair. A token is at least one byte,
 * so that the cap holds for every tokenizer; what is not used is returned.
 */
export function maxTokens(prompt: string, output: number): number {
  const input = Buffer.byteLength(prompt) + OVERHEAD;
  // The repair repeats the prompt and the first response, and receives another.
  return 2 * input + 3 * output;
}

/** Returns the price of tokens in US dollars. */
export function priceOf(
  { inputTokens, outputTokens }: Usage,
  perMillion: { readonly input: number; readonly output: number },
): number {
  return (inputTokens * perMillion.input + outputTokens * perMillion.output) / 1_000_000;
}

/** Adds up the tokens of responses, as far as they are reported. */
export function sumOfUsages(usages: readonly (Usage | null)[]): Usage {
  return {
    inputTokens: usages.reduce((sum, usage) => sum + (usage?.inputTokens ?? 0), 0),
    outputTokens: usages.reduce((sum, usage) => sum + (usage?.outputTokens ?? 0), 0),
  };
}
