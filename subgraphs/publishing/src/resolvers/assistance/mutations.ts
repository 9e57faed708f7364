import type { Usage, UsageLedger } from '@tributary/ai';
import { type GraphPort, invalidInput, type Principal } from '@tributary/kit';
import type { Scope } from '@tributary/kit/postgres';
import { isLongerThan } from '@tributary/kit/text';
import type { PublishingPlatform as Platform, Publisher } from '@tributary/platforms';
import {
  type Engine,
  type Inputs,
  limitOf,
  type Operation,
  type Place,
  requirePlan,
  withinQuota,
} from '../../assistance/index.ts';
import type { Answers } from '../../assistance/operations.ts';
import type { Tables } from '../../data/tables.ts';
import { findPersona, NOBODY } from '../../persona/index.ts';
import { expected } from '../expected.ts';
import { trendsOf } from './trends.ts';

/** Context used by these resolvers. */
interface AssistanceContext {
  /** Returns the current time in milliseconds. */
  readonly clock: () => number;
  readonly principal: Principal | null;
  readonly signal: AbortSignal;
  readonly graph: GraphPort;
  readonly engine: Engine;
  readonly ledger: UsageLedger;
  readonly publishers: ReadonlyMap<Platform, Publisher>;
  scope(): Scope<Tables>;
  lasting(): Scope<Tables>;
}

const LONGEST_TEXT = 10_000;
const LONGEST_TONE = 100;
const LONGEST_TOPIC = 500;

/** Mutations of the assistance. A refused operation takes no unit of the quota. */
export const assistanceMutations = {
  rewriteText: (_: unknown, { text, tone }: { text: string; tone: string }, context: AssistanceContext) =>
    assist(context, 'AiText', 'rewrite', async () => ({
      text: within('text', text, LONGEST_TEXT),
      tone: within('tone', tone, LONGEST_TONE),
    })),

  composePost: (
    _: unknown,
    { prompt, tone, platform }: { prompt: string; tone?: string | null; platform?: Platform | null },
    context: AssistanceContext,
  ) =>
    assist(context, 'AiText', 'compose', async () => ({
      prompt: within('prompt', prompt, LONGEST_TEXT),
      tone: tone == null ? null : within('tone', tone, LONGEST_TONE),
      place: placeOf(context, platform),
    })),

  suggestHashtags: (
    _: unknown,
    { text, count }: { text: string; count?: number | null },
    context: AssistanceContext,
  ) =>
    assist(context, 'HashtagsSuggested', 'hashtags', async () => ({
      text: within('text', text, LONGEST_TEXT),
      count: between('count', count ?? 5, 1, 30),
    })),

  writeThread: (
    _: unknown,
    { text, maxLength }: { text: string; maxLength?: number | null },
    context: AssistanceContext,
  ) =>
    assist(context, 'ThreadWritten', 'thread', async () => ({
      text: within('text', text, LONGEST_TEXT),
      maxLength: between('maxLength', maxLength ?? 280, 50, 5_000),
    })),

  suggestIdeas: (
    _: unknown,
    { topic, count }: { topic?: string | null; count?: number | null },
    context: AssistanceContext,
  ) =>
    assist(context, 'IdeasSuggested', 'ideas', async () => {
      const input = {
        topic: topic == null ? null : within('topic', topic, LONGEST_TOPIC),
        count: between('count', count ?? 3, 1, 10),
      };
      return { ...input, trends: await trendsOf(context) };
    }),

  optimisePost: (
    _: unknown,
    { text, platform }: { text: string; platform?: Platform | null },
    context: AssistanceContext,
  ) =>
    assist(context, 'PostOptimised', 'optimise', async () => ({
      text: within('text', text, LONGEST_TEXT),
      place: placeOf(context, platform),
    })),
};

function assist<Name extends Operation>(
  { engine, ledger, principal, clock, signal, scope, lasting }: AssistanceContext,
  __typename: string,
  operation: Name,
  read: () => Promise<Inputs[Name]>,
) {
  return expected(async () => {
    const input = await read();
    const limit = limitOf(principal);
    requirePlan(limit);
    const refusal = engine.refusal(operation, input);
    if (refusal) throw refusal;
    const answer = await withinQuota(lasting(), limit, new Date(clock()), async () => {
      const persona = (await findPersona(scope())) ?? NOBODY;
      const usages: (Usage | null)[] = [];
      try {
        return await engine.run(operation, input, persona, signal, (usage) => usages.push(usage));
      } finally {
        await ledger.add(lasting(), { name: 'assistance', model: engine.name }, usages);
      }
    });
    return { __typename, ...withEngine(answer, engine.name), engine: engine.name };
  });
}

/** Adds the engine to each idea, because ideas are also shown on their own. */
function withEngine(answer: Answers[Operation], engine: string): object {
  return 'ideas' in answer ? { ideas: answer.ideas.map((idea) => ({ ...idea, engine })) } : answer;
}

function placeOf({ publishers }: AssistanceContext, platform: Platform | null | undefined): Place | null {
  if (platform == null) return null;
  const { limits } = publishers.get(platform)!;
  return { platform, length: limits.length, count: (text) => limits.count(text) };
}

function within(field: string, text: string, longest: number): string {
  if (text.trim() === '' || isLongerThan(text, longest))
    throw invalidInput(field, `\`${field}\` must have 1 to ${longest} characters.`);
  return text;
}

function between(field: string, value: number, least: number, most: number): number {
  if (value < least || value > most)
    throw invalidInput(field, `\`${field}\` must be from ${least} to ${most}.`);
  return value;
}
