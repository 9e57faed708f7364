import type { LanguageModel } from '@tributary/ai';
import type { Engine } from './assistance-engine.ts';
import { type Answers, answers, broken } from './operations.ts';
import { dataOf, instructionsFor } from './prompts.ts';

/** Creates an engine whose texts are written by a language model. */
export function modelEngine(model: LanguageModel): Engine {
  return {
    name: model.name,
    refusal: () => null,
    run(operation, input, persona, signal, onUsage) {
      const request = {
        operation,
        schema: answers[operation],
        instructions: instructionsFor(operation, persona),
        data: dataOf(input),
        violation: (answer: Answers[typeof operation]) => broken[operation](answer, input),
      };
      return model.complete(request, signal, onUsage);
    },
  };
}
