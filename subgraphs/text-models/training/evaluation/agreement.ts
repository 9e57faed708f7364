/**
 * `node subgraphs/text-models/training/evaluation/agreement.ts`: prints how far the two passes of
 * labelling agree on the project's own posts.
 */
import { LABELS, type LabelName, type PostLabels, readOwnLabels } from '../data/own-posts.ts';

/** Agreement of two passes on one label. */
export interface Agreement {
  /** Share of posts with the same label. */
  readonly observed: number;
  /** Cohen's kappa: agreement beyond chance, where chance is what the two distributions predict. */
  readonly kappa: number;
}

/** Returns the agreement of two passes on a label. */
export function agreementOn(
  name: LabelName | 'competitor',
  first: ReadonlyMap<string, PostLabels>,
  second: ReadonlyMap<string, PostLabels>,
): Agreement {
  const pairs = [...first].map(([id, labels]) => [labels[name], second.get(id)![name]] as const);
  const share = (value: string, pass: 0 | 1) =>
    pairs.filter((pair) => pair[pass] === value).length / pairs.length;
  const observed = pairs.filter(([one, other]) => one === other).length / pairs.length;
  const values = new Set(pairs.map(([one]) => one));
  const chance = [...values].reduce((sum, value) => sum + share(value, 0) * share(value, 1), 0);
  return { observed, kappa: (observed - chance) / (1 - chance) };
}

/** Renders the agreement on all labels as a Markdown table. */
export function agreementTable(): string {
  const [first, second] = [readOwnLabels('first'), readOwnLabels('second')];
  const names = [...(Object.keys(LABELS) as LabelName[]), 'competitor' as const];
  const rows = names.map((name) => {
    const { observed, kappa } = agreementOn(name, first, second);
    return `| ${name} | ${observed.toFixed(3)} | ${kappa.toFixed(3)} |`;
  });
  return ['| label | agreement | kappa |', '|---|---|---|', ...rows].join('\n');
}

if (import.meta.main) process.stdout.write(`${agreementTable()}\n`);
