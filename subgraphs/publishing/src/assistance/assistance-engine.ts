import type { Usage } from '@tributary/ai';
import type { TributaryError } from '@tributary/kit';
import type { Persona } from '../persona/index.ts';
import type { Answers, Inputs, Operation } from './operations.ts';

/** Engine that writes and analyses texts: a language model, or rules. */
export interface Engine {
  /** Shown to callers as `engine`: the model's name, or `embedded`. */
  readonly name: string;
  /** Returns why the engine cannot do an operation, before quota is spent; null if it can. */
  refusal<Name extends Operation>(operation: Name, input: Inputs[Name]): TributaryError | null;
  /**
   * Runs one operation; throws UPSTREAM_FAILED or UPSTREAM_TIMEOUT if it fails. A model passes the
   * tokens of each response to `onUsage`, null if its server does not report them.
   */
  run<Name extends Operation>(
    operation: Name,
    input: Inputs[Name],
    persona: Persona,
    signal: AbortSignal,
    onUsage?: (usage: Usage | null) => void,
  ): Promise<Answers[Name]>;
}
