import { TributaryError } from '@tributary/kit';
import { UpstreamError } from '@tributary/kit/http-client';
import { inTransaction, type Scope } from '@tributary/kit/postgres';
import { countAgreements } from '../data/agreements.ts';
import { insertJudgements, type StoredJudgement } from '../data/judgements.ts';
import { addCosts } from '../data/ledger.ts';
import type { Tables } from '../data/tables.ts';
import { holdTokens, settleTokens } from '../data/token-budgets.ts';
import type { LanguageModel, Usage } from '../model/index.ts';
import {
  type Deferred,
  isProven,
  type Judgement,
  type JudgingRequest,
  type JudgingResponse,
  judgingInstructions,
  responseSchema,
} from './judging-task.ts';
import { maxOutputTokens, maxTokens, priceOf, sumOfUsages } from './token-estimate.ts';

/** Parts of a judge. */
export interface BatchParts {
  readonly model: LanguageModel;
  readonly clock: () => number;
  /** Maximum tokens of a workspace per UTC day. */
  readonly dailyTokens: number;
  /** US dollars for a million tokens. */
  readonly prices: { readonly input: number; readonly output: number };
}

/** A text to judge, with the hash that its judgement is stored under. */
export interface HashedText<Label extends string> {
  readonly hash: string;
  /** The part that the model reads. */
  readonly text: string;
  readonly embedded: Label | null;
}

/** Texts that are judged by one request, each once. */
export interface Batch<Label extends string> extends Omit<JudgingRequest<Label>, 'texts'> {
  readonly texts: readonly HashedText<Label>[];
}

/** What a request has returned and cost. */
interface Outcome {
  /** Null if the texts must be judged again later. */
  readonly judgements: readonly StoredJudgement[] | null;
  /** Tokens of each response; null where the server does not report them. */
  readonly usages: readonly (Usage | null)[];
  /** Whether the server may have billed a request whose response was lost. */
  readonly mayBeBilled: boolean;
  /** Why the texts were not judged; empty if they were. */
  readonly failure: string;
}

/** Judges one batch within the cap of the day; returns the results by hash. */
export async function judgeBatch<Label extends string>(
  scope: Scope<Tables>,
  parts: BatchParts,
  batch: Batch<Label>,
  signal: AbortSignal,
): Promise<Map<string, Judgement<Label>>> {
  const day = dayOf(parts.clock());
  const request = requestOf(batch);
  const prompt = request.instructions + request.data + JSON.stringify(request.schema);
  const held = maxTokens(prompt, request.maxOutputTokens);
  const fits = await holdTokens(scope, { day, tokens: held, cap: parts.dailyTokens });
  if (!fits) return deferred(batch, 'cap', 'The request does not fit into the tokens that are left today.');
  const outcome = await complete(parts.model, request, batch, signal);
  await record(scope, parts, batch, outcome, { day, held });
  if (outcome.judgements === null) return deferred(batch, 'failure', outcome.failure);
  return new Map(outcome.judgements.map((each) => [each.hash, judgementOf<Label>(each)]));
}

/** Returns the UTC day of a time, as `YYYY-MM-DD`. */
export function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** Returns a stored judgement as a result. */
export function judgementOf<Label extends string>(stored: StoredJudgement): Judgement<Label> {
  const { hash, label, reason, evidence } = stored;
  return label === null
    ? { state: 'dropped', hash }
    : { state: 'judged', hash, label: label as Label, reason, evidence };
}

function deferred<Label extends string>(
  { texts }: Batch<Label>,
  because: Deferred['because'],
  reason: string,
): Map<string, Deferred> {
  return new Map(texts.map(({ hash }): [string, Deferred] => [hash, { state: 'deferred', because, reason }]));
}

function requestOf<Label extends string>({ task, context, texts }: Batch<Label>) {
  return {
    operation: task.name,
    schema: responseSchema(task),
    instructions: judgingInstructions(task),
    data: JSON.stringify({ context, texts: texts.map(({ text }, id) => ({ id, text })) }),
    maxOutputTokens: maxOutputTokens(texts.length),
    // Evidence is checked for each judgement: one wrong excerpt must not cost a repair of the rest.
    violation: () => null,
  };
}

async function complete<Label extends string>(
  model: LanguageModel,
  request: ReturnType<typeof requestOf<Label>>,
  { texts }: Batch<Label>,
  signal: AbortSignal,
): Promise<Outcome> {
  const usages: (Usage | null)[] = [];
  try {
    const onUsage = (usage: Usage | null) => usages.push(usage);
    const response = await model.complete<JudgingResponse<Label>>(request, signal, onUsage);
    return { judgements: provenOf(texts, response), usages, mayBeBilled: false, failure: '' };
  } catch (error) {
    if (!(error instanceof TributaryError)) throw error;
    const cause = error.cause instanceof UpstreamError ? error.cause : null;
    // Two invalid responses cost twice. The texts are not judged again, or every run would pay.
    const isInvalid = cause?.fault === 'malformed' && usages.length === 2;
    return {
      judgements: isInvalid ? texts.map((text) => dropped(text.hash, 'The response was invalid.')) : null,
      usages,
      mayBeBilled: !isInvalid && (cause === null || (cause.sent && cause.status === null)),
      failure: cause?.message ?? error.message,
    };
  }
}

/** Drops judgements that are missing, or whose evidence is not in the text. */
function provenOf<Label extends string>(
  texts: readonly HashedText<Label>[],
  { judgements }: JudgingResponse<Label>,
): StoredJudgement[] {
  const byId = new Map(judgements.map((judgement) => [judgement.id, judgement]));
  return texts.map(({ hash, text }, id) => {
    const judgement = byId.get(id);
    if (!judgement) return dropped(hash, 'The response had no judgement of the text.');
    const { label, reason, evidence } = judgement;
    if (!isProven(evidence, text)) return dropped(hash, 'The evidence is not in the text.');
    // PostgreSQL stores neither NUL nor, in jsonb, half of a surrogate pair.
    return { hash, label, reason: reason.toWellFormed().replaceAll('\0', ''), evidence };
  });
}

function dropped(hash: string, reason: string): StoredJudgement {
  return { hash, label: null, reason, evidence: [] };
}

/** Records in one transaction what a request has returned and cost. */
async function record<Label extends string>(
  scope: Scope<Tables>,
  { model, clock, prices }: BatchParts,
  { task, texts }: Batch<Label>,
  { judgements, usages, mayBeBilled }: Outcome,
  { day, held }: { readonly day: string; readonly held: number },
): Promise<void> {
  const now = new Date(clock());
  const judgedBy = { task: task.name, version: task.version, model: model.name };
  const valid = judgements?.filter(({ label }) => label !== null) ?? [];
  const dropped = (judgements?.length ?? 0) - valid.length;
  const usage = sumOfUsages(usages);
  // Costs that are unknown count with their maximum against the cap.
  const isKnown = !mayBeBilled && !usages.includes(null);
  const used = isKnown ? usage.inputTokens + usage.outputTokens : held;
  const entry = { day, task: task.name, model: model.name, requests: usages.length };
  const costs = { judged: valid.length, dropped, cached: 0, ...usage, dollars: priceOf(usage, prices) };
  await inTransaction(scope, async (inside) => {
    await settleTokens(inside, { day, held, used });
    const stored = judgements ? await insertJudgements(inside, judgements, now) : [];
    const isNew = new Set(stored);
    const counted = valid.filter(({ hash }) => isNew.has(hash));
    await countAgreements(inside, judgedBy, pairsOf(texts, counted), now);
    await addCosts(inside, { ...entry, ...costs });
  });
}

/** Pairs the labels of both engines, for texts that both have given one. */
function pairsOf<Label extends string>(
  texts: readonly HashedText<Label>[],
  judgements: readonly StoredJudgement[],
): { embedded: string; judged: string }[] {
  const embedded = new Map(texts.map((text) => [text.hash, text.embedded]));
  return judgements.flatMap(({ hash, label }) => {
    const own = embedded.get(hash) ?? null;
    return own === null || label === null ? [] : [{ embedded: own, judged: label }];
  });
}
