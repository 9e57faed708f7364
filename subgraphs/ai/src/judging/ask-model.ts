import { TributaryError } from '@tributary/kit';
import { UpstreamError } from '@tributary/kit/http-client';
import type { StoredJudgement } from '../data/judgements.ts';
import type { LanguageModel, Usage } from '../model/index.ts';
import {
  isProven,
  type JudgingRequest,
  type JudgingResponse,
  judgingInstructions,
  responseSchema,
} from './judging-task.ts';
import { maxOutputTokens } from './token-estimate.ts';

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
export interface Outcome {
  /** Null if the texts must be judged again later. */
  readonly judgements: readonly StoredJudgement[] | null;
  /** Tokens of each response; null where the server does not report them. */
  readonly usages: readonly (Usage | null)[];
  /** Whether the server may have billed a request whose response was lost. */
  readonly mayBeBilled: boolean;
  /** Why the texts were not judged; empty if they were. */
  readonly failure: string;
}

/** Maximum number of texts in a request, and of their characters together. */
const BATCH = { texts: 10, characters: 8_000 };

/** Divides texts into requests, in order. */
export function batchesOf<Text extends { readonly text: string }>(texts: readonly Text[]): Text[][] {
  const batches: Text[][] = [];
  let characters = 0;
  for (const text of texts) {
    const batch = batches.at(-1);
    characters += text.text.length;
    if (batch && batch.length < BATCH.texts && characters <= BATCH.characters) batch.push(text);
    else {
      batches.push([text]);
      characters = text.text.length;
    }
  }
  return batches;
}

/** Builds the request that judges a batch. */
export function requestOf<Label extends string>({ task, context, texts }: Batch<Label>) {
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

/** Requests the judgements of a batch; does not throw if the model fails. */
export async function askModel<Label extends string>(
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
