import type { Persona } from '../../persona/persona.ts';
import type { Engine } from '../engine.ts';
import type { Answers, Inputs, Operation } from '../operations.ts';
import { compose } from './compose.ts';
import { hashtags } from './hashtags.ts';
import { ideas } from './ideas.ts';
import { optimise } from './optimise.ts';
import { rewrite } from './rewrite.ts';
import { thread } from './thread.ts';

const rules: {
  readonly [Name in Operation]: (input: Inputs[Name], persona: Persona) => Answers[Name];
} = { rewrite, compose, hashtags, thread, ideas, optimise };

/** Rules in place of a model: the same text always gives the same answer. */
export const embeddedEngine: Engine = {
  name: 'embedded',
  run: async (operation, input, persona) => rules[operation](input, persona),
};
