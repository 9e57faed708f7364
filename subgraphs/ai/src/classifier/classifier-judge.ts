import { inTransaction, type Scope } from '@tributary/kit/postgres';
import type { StoredJudgement } from '../data/judgements.ts';
import { addCosts } from '../data/ledger.ts';
import { own } from '../data/own.ts';
import type { Tables } from '../data/tables.ts';
import type { Batch } from '../judging/ask-model.ts';
import { dayOf } from '../judging/judge-batch.ts';
import { type JudgingEngine, judgeTexts } from '../judging/judge-texts.ts';
import { type JudgementOf, judgementHash, readPart } from '../judging/judging-task.ts';
import type { Judge } from '../judging/open-judge.ts';
import { judgementOf, storeJudgements } from '../judging/stored-results.ts';
import type { Classifier } from './open-classifier.ts';

/** What the labels of a classifier mean for the task that it judges. */
export interface LabelMeaning {
  /** Name of the task. */
  readonly task: string;
  /** The task's label for each label of the classifier. */
  readonly meanings: readonly string[];
  /** Probability below which the embedded engine's judgement remains. */
  readonly least: number;
}

/** Judges one task by a classifier in this process: without tokens, and without evidence. */
export function classifierJudge(classifier: Classifier, meaning: LabelMeaning, clock: () => number): Judge {
  const engine: JudgingEngine = {
    name: classifier.name,
    clock,
    judgeBatch: (scope, batch) => judgeBatch(scope, { classifier, meaning, clock }, batch),
  };
  return {
    engine: classifier.name,
    isLocal: true,
    async judge(scope, request, signal) {
      if (request.task.name !== meaning.task)
        throw new Error(`${classifier.name} does not judge ${request.task.name}.`);
      const isJudged = request.texts.map(({ language = null }) => classifier.judgesLanguage(language));
      const texts = request.texts.filter((_, index) => isJudged[index]);
      const results = (await judgeTexts(own(scope), engine, { ...request, texts }, signal)).values();
      return request.texts.map(({ text }, index) =>
        isJudged[index]
          ? results.next().value!
          : { state: 'dropped', hash: judgementHash(request, classifier.name, readPart(text)) },
      );
    },
  };
}

interface Parts {
  readonly classifier: Classifier;
  readonly meaning: LabelMeaning;
  readonly clock: () => number;
}

async function judgeBatch<Label extends string>(
  scope: Scope<Tables>,
  { classifier, meaning, clock }: Parts,
  batch: Batch<Label>,
): Promise<JudgementOf<Label>> {
  let probabilities: Awaited<ReturnType<Classifier['classify']>>;
  try {
    probabilities = await classifier.classify(batch.texts.map(({ text }) => text));
  } catch (error) {
    const reason = (error as Error).message;
    return new Map(batch.texts.map(({ hash }) => [hash, { state: 'deferred', because: 'failure', reason }]));
  }
  const judgements = batch.texts.map(
    ({ hash }, index): StoredJudgement => ({
      hash,
      evidence: [],
      ...mostLikely(meaning, classifier, probabilities[index]!),
    }),
  );
  const judged = judgements.filter(({ label }) => label !== null).length;
  await inTransaction(scope, async (inside) => {
    await storeJudgements(inside, { batch, judgements, model: classifier.name, now: new Date(clock()) });
    await addCosts(inside, {
      day: dayOf(clock()),
      task: batch.task.name,
      model: classifier.name,
      requests: 1,
      judged,
      dropped: judgements.length - judged,
      cached: 0,
      inputTokens: 0,
      outputTokens: 0,
      dollars: 0,
    });
  });
  return new Map(judgements.map((each) => [each.hash, judgementOf<Label>(each)]));
}

/** Returns the most likely label, or none if it is not likely enough. */
function mostLikely(
  { meanings, least }: LabelMeaning,
  { isMultiLabel }: Pick<Classifier, 'isMultiLabel'>,
  probabilities: readonly number[],
): Pick<StoredJudgement, 'label' | 'reason'> {
  const [label, probability] = Object.entries(probabilitiesOf(meanings, isMultiLabel, probabilities)).reduce(
    (best, each) => (each[1] > best[1] ? each : best),
  );
  const reason = `The classifier gives it a probability of ${probability.toFixed(2)}.`;
  return { label: probability < least ? null : label, reason };
}

/**
 * Returns the probabilities of a task's labels. Labels of one meaning add up, unless each has a
 * probability of its own: then the highest counts, because there may be several at once.
 */
export function probabilitiesOf(
  meanings: readonly string[],
  isMultiLabel: boolean,
  probabilities: readonly number[],
): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [place, name] of meanings.entries()) {
    const [before, each] = [found[name] ?? 0, probabilities[place]!];
    found[name] = isMultiLabel ? Math.max(before, each) : before + each;
  }
  const sum = Object.values(found).reduce((one, other) => one + other, 0);
  return Object.fromEntries(Object.entries(found).map(([name, each]) => [name, each / sum]));
}
