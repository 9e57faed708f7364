import { type JudgingTask, joinParts, type LanguageModel } from '@tributary/ai';
import { askModel, batchesOf, requestOf } from '../../../subgraphs/ai/src/judging/ask-model.ts';
import { readPart } from '../../../subgraphs/ai/src/judging/judging-task.ts';
import type { BrandCase } from '../../../subgraphs/kit/test/brands/brand-cases.ts';
import { SENTIMENT } from '../../../subgraphs/mentions/src/opinion/index.ts';
import { RELEVANCE, relevanceContext } from '../../../subgraphs/posts/src/community/relevance/index.ts';
import { POSTS_BY_LANGUAGE } from '../../../subgraphs/text-models/training/data/checks/languages.ts';
import { HEAD_CLASSES } from '../../../subgraphs/text-models/training/labelled.ts';
import type { Engine } from './engine.ts';
import { BRAND, competitorTask, EMOTION, INTENT, languageTask, NO_COMPETITOR } from './tasks.ts';

/** Judges texts by a task; null for a judgement that is missing or lacks verbatim evidence. */
type Ask = <Label extends string>(
  task: JudgingTask<Label>,
  texts: readonly string[],
  context?: Readonly<Record<string, string>>,
) => Promise<(Label | null)[]>;

/**
 * An engine that asks a language model for everything, with the same requests and the same check of
 * evidence as the product, but without its cache and its daily budget.
 */
export function languageModelEngine(model: LanguageModel): Engine {
  const ask = openAsk(model);
  return {
    name: model.name,
    async readHead(head, texts) {
      const labels = await ask<string>(head === 'sentiment' ? SENTIMENT : EMOTION, texts);
      return labels.map((label) =>
        label === null ? null : HEAD_CLASSES[head].map((name) => (name === label ? 1 : 0)),
      );
    },
    languages: (texts) => ask(languageTask(Object.keys(POSTS_BY_LANGUAGE)), texts),
    namesBrands: (cases) => namesBrands(ask, cases),
    async intents(posts) {
      const intents = await ask<string>(INTENT, posts.map(textOf));
      return intents.map((intent) => intent ?? 'none');
    },
    async competitors(posts, brands) {
      const names = await ask(competitorTask(brands), posts.map(textOf));
      return names.map((name) => (name === NO_COMPETITOR ? null : name));
    },
    relevance: (posts, subject) => ask(RELEVANCE, posts.map(textOf), relevanceContext(subject)),
  };
}

function textOf({ title, body }: { readonly title: string; readonly body: string }): string {
  return joinParts(title, body);
}

function openAsk(model: LanguageModel): Ask {
  const { signal } = new AbortController();
  return async <Label extends string>(
    task: JudgingTask<Label>,
    texts: readonly string[],
    context: Readonly<Record<string, string>> = {},
  ) => {
    const read = texts.map((text, index) => ({ hash: `${index}`, text: readPart(text), embedded: null }));
    const labels: (Label | null)[] = [];
    for (const part of batchesOf(read)) {
      const batch = { task, context, texts: part };
      const { judgements, failure } = await askModel(model, requestOf(batch), batch, signal);
      if (judgements === null) throw new Error(`The language model judged no ${task.name}: ${failure}`);
      labels.push(...judgements.map(({ label }) => label as Label | null));
    }
    return labels;
  };
}

/** Asks once for each brand and community, which are the context of a request. */
async function namesBrands(ask: Ask, cases: readonly BrandCase[]): Promise<boolean[]> {
  const found = new Map<BrandCase, boolean>();
  const groups = Map.groupBy(cases, ([brand, , community = '']) => JSON.stringify({ brand, community }));
  for (const [context, group] of groups) {
    const labels = await ask(
      BRAND,
      group.map(([, text]) => text),
      JSON.parse(context),
    );
    for (const [index, label] of labels.entries()) found.set(group[index]!, label === 'named');
  }
  return cases.map((each) => found.get(each)!);
}
