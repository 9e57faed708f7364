import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** The values of each label, see `guideline.md`. */
export const LABELS = {
  sentiment: ['negative', 'neutral', 'positive', 'mixed'],
  emotion: ['joy', 'sadness', 'anger', 'fear', 'surprise', 'disgust', 'neutral'],
  intent: ['buying', 'comparison', 'pain_point', 'question', 'none'],
  urgency: ['high', 'medium', 'low'],
  stage: ['deciding', 'evaluating', 'aware', '-'],
} as const;

/** The name of a label with a fixed set of values. */
export type LabelName = keyof typeof LABELS;

/** The labels of a post; `competitor` is a name from the text or `-`. */
export type PostLabels = { readonly [Name in LabelName]: (typeof LABELS)[Name][number] } & {
  readonly competitor: string;
};

/** A pass of labelling: two independent ones, and the result. */
export type Pass = 'first' | 'second' | 'settled';

/** A post of the training data. */
export interface OwnPost {
  readonly id: string;
  /** The platform whose style it has: `x`, `reddit`, `review`. */
  readonly style: string;
  readonly trade: string;
  /** Empty if the platform has no titles. */
  readonly title: string;
  readonly text: string;
}

const DATA = fileURLToPath(new URL('.', import.meta.url));

/** Reads all posts, in the order of their files. */
export function readOwnPosts(): OwnPost[] {
  return readdirSync(`${DATA}/texts`)
    .sort()
    .flatMap((file) => {
      const style = file.replace('.ndjson', '');
      return linesOf(`${DATA}/texts/${file}`).map((line) => ({ title: '', ...JSON.parse(line), style }));
    });
}

/** Reads the labels of a pass by post; throws if one is not in the guideline. */
export function readOwnLabels(pass: Pass): Map<string, PostLabels> {
  const files = readdirSync(`${DATA}/labels/${pass}`).sort();
  return new Map(files.flatMap((file) => linesOf(`${DATA}/labels/${pass}/${file}`).map(readLabels)));
}

function readLabels(line: string): [string, PostLabels] {
  const [id = '', ...cells] = line.split('\t');
  const names = Object.keys(LABELS) as LabelName[];
  const labels = Object.fromEntries(
    names.map((name, index) => {
      const value = cells[index] ?? '';
      if (!(LABELS[name] as readonly string[]).includes(value))
        throw new Error(`"${value}" is no ${name}, in the labels of ${id}.`);
      return [name, value];
    }),
  );
  return [id, { ...labels, competitor: cells[names.length] ?? '' } as PostLabels];
}

function linesOf(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line !== '');
}
