import { LOCAL } from './classifier/index.ts';
import type { Agreement, StoredAgreement } from './data/agreements.ts';

/** How far the embedded engine and the model agree in one task. */
export interface TaskAgreement {
  readonly task: string;
  readonly model: string;
  /** Texts that both have judged. */
  readonly texts: number;
  /** Texts that both have given the same label. */
  readonly agreed: number;
  /**
   * Cohen's kappa: 1 for full agreement, 0 for what chance would give; null if one label is all
   * that both have given.
   */
  readonly kappa: number | null;
}

/**
 * Computes the agreement in each task: of the language model that is configured, and of the local
 * classifier that has judged last; of both by the task's latest version.
 */
export function agreementsOf(counts: readonly StoredAgreement[], model: string | null): TaskAgreement[] {
  return [...Map.groupBy(counts, ({ task }) => task).values()].flatMap((ofTask) =>
    [model, latestLocal(ofTask)].flatMap((name) => {
      const ofModel = ofTask.filter((each) => each.model === name);
      if (name === null || ofModel.length === 0) return [];
      const latest = Math.max(...ofModel.map(({ version }) => version));
      const counted = ofModel.filter(({ version }) => version === latest);
      return [{ task: ofModel[0]!.task, model: name, ...agreementOf(counted) }];
    }),
  );
}

function latestLocal(counts: readonly StoredAgreement[]): string | null {
  const local = counts.filter(({ model }) => model.startsWith(LOCAL));
  return local.toSorted((one, other) => Number(other.countedAt) - Number(one.countedAt))[0]?.model ?? null;
}

function agreementOf(counts: readonly Agreement[]): Omit<TaskAgreement, 'task' | 'model'> {
  const sum = (some: readonly Agreement[]) => some.reduce((total, { texts }) => total + texts, 0);
  const texts = sum(counts);
  const agreed = sum(counts.filter(({ embedded, judged }) => embedded === judged));
  const labels = new Set(counts.flatMap(({ embedded, judged }) => [embedded, judged]));
  const byChance = [...labels].reduce((total, label) => {
    const own = sum(counts.filter(({ embedded }) => embedded === label));
    const others = sum(counts.filter(({ judged }) => judged === label));
    return total + (own * others) / texts ** 2;
  }, 0);
  const kappa = labels.size === 1 ? null : (agreed / texts - byChance) / (1 - byChance);
  return { texts, agreed, kappa };
}
