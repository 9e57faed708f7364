import type { TributaryError } from '@tributary/kit';
import type { Persona } from '../persona/index.ts';
import type { Answers, Inputs, Operation } from './operations.ts';

/** Writes and examines texts: a language model, or rules. */
export interface Engine {
  /** Shown to callers as `engine`: the model's name, or `embedded`. */
  readonly name: string;
  /**
   * Tells why the engine cannot do an operation, before anything is spent on it; null when it can.
   */
  refusal<Name extends Operation>(operation: Name, input: Inputs[Name]): TributaryError | null;
  /** Answers one operation; UPSTREAM_FAILED or UPSTREAM_TIMEOUT when it cannot. */
  run<Name extends Operation>(
    operation: Name,
    input: Inputs[Name],
    persona: Persona,
    signal: AbortSignal,
  ): Promise<Answers[Name]>;
}
