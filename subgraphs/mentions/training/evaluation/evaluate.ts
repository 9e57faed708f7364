/**
 * `npm run evaluate -- --set FILE --labels KIND [--set FILE --labels KIND …]`: prints measures of
 * the committed model, one line per file.
 */
import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { parseArgs } from 'node:util';
import { type Kind, READERS } from '../read-sets.ts';
import { evaluateSet } from './evaluate-set.ts';

const { values } = parseArgs({
  options: {
    set: { type: 'string', multiple: true, default: [] },
    labels: { type: 'string', multiple: true, default: [] },
  },
});

function fail(message: string): never {
  process.stderr.write(`${message}\nUsage: --set FILE --labels KIND [--set FILE --labels KIND …]\n`);
  process.exit(2);
}

const isKind = (name: string): name is Kind => Object.hasOwn(READERS, name);

if (values.set.length === 0 || values.set.length !== values.labels.length)
  fail('Each --set needs its --labels.');

const sets = values.set.map((path, number) => {
  const kind = values.labels[number]!;
  if (!isKind(kind)) fail(`"${kind}" is none of ${Object.keys(READERS).join(', ')}.`);
  if (!existsSync(path)) fail(`There is nothing at ${path}.`);
  return { path, kind };
});

process.stdout.write('| file | labels | rows | accuracy | macro-recall | macro-F1 | calibration error |\n');
process.stdout.write('|---|---|---|---|---|---|---|\n');
for (const { path, kind } of sets) {
  const { rows, accuracy, macroRecall, macroF1, calibrationError } = evaluateSet(path, kind);
  const figures = [accuracy, macroRecall, macroF1, calibrationError].map((figure) => figure.toFixed(3));
  process.stdout.write(`| ${[basename(path), kind, rows, ...figures].join(' | ')} |\n`);
}
