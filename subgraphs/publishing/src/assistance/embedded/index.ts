import { TributaryError } from '@tributary/kit';
import type { Persona } from '../../persona/index.ts';
import type { Engine } from '../assistance-engine.ts';
import type { Answers, Inputs, Operation } from '../operations.ts';
import { hashtags } from './hashtags.ts';
import { optimise } from './optimise.ts';
import { rewriteByRules } from './rewrite.ts';
import { thread } from './split-thread.ts';

/** Instructions for configuring a model, part of every refusal. */
const CONFIGURE =
  'No language model is configured: set `AI_BASE_URL` to an OpenAI-compatible server, `AI_MODEL` to one of its models, and `AI_API_KEY` if it needs a key.';

/** Never runs: `refusal` comes first. */
function unavailable(): never {
  throw new Error('Rules cannot do this operation.');
}

const rules: {
  readonly [Name in Operation]: (input: Inputs[Name], persona: Persona) => Answers[Name];
} = {
  hashtags,
  thread,
  optimise,
  rewrite: ({ text, tone }) => ({ text: rewriteByRules(text, tone)! }),
  compose: unavailable,
  ideas: unavailable,
};

/** Returns why the rules cannot do an operation; null if they can. */
const REASONS: { readonly [Name in Operation]: (input: Inputs[Name]) => string | null } = {
  hashtags: () => null,
  thread: () => null,
  optimise: () => null,
  rewrite: ({ text, tone }) =>
    rewriteByRules(text, tone) === null
      ? `Without a model, only fillers are removed (tone "concise") and offers such as "buy now" are rewritten (tone "friendly"); neither applies to this text.`
      : null,
  compose: () => 'Writing a post takes a language model.',
  ideas: () => 'Finding ideas takes a language model.',
};

/** Deterministic rules in place of a model. Throws MODEL_REQUIRED for operations that need one. */
export const embeddedEngine: Engine = {
  name: 'embedded',
  refusal(operation, input) {
    const reason = REASONS[operation](input);
    return reason === null ? null : new TributaryError('MODEL_REQUIRED', `${reason} ${CONFIGURE}`);
  },
  async run(operation, input, persona) {
    const refusal = embeddedEngine.refusal(operation, input);
    if (refusal) throw refusal;
    return rules[operation](input, persona);
  },
};
