import type { Persona } from '../persona/persona.ts';
import type { Answers, Inputs, Operation } from './operations.ts';

/** What writes: a model, or rules. */
export interface Engine {
  /** By which it is known to callers: the model's name, or `embedded`. */
  readonly name: string;
  /** Answers one operation; UPSTREAM_FAILED or UPSTREAM_TIMEOUT when it cannot. */
  run<Name extends Operation>(
    operation: Name,
    input: Inputs[Name],
    persona: Persona,
    signal: AbortSignal,
  ): Promise<Answers[Name]>;
}
