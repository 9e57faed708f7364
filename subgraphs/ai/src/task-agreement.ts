import type { Agreement, JudgedBy } from './data/agreements.ts';

/** How far the embedded engine and the model agree in one task. */
export interface TaskAgreement {
  readonly task: string;
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

/** Computes the agreement in each task, from the counts of its latest version. */
export function agreementsOf(counts: readonly (Agreement & JudgedBy)[]): TaskAgreement[] {
  return [...Map.groupBy(counts, ({ task }) => task)].map(([task, ofTask]) => {
    const latest = Math.max(...ofTask.map(({ version }) => version));
    return { task, ...agreementOf(ofTask.filter(({ version }) => version === latest)) };
  });
}

function agreementOf(counts: readonly Agreement[]): Omit<TaskAgreement, 'task'> {
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
