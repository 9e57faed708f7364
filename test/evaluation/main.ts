/**
 * `npm run evaluate`: measures the analysis of texts, and prints the figures.
 *
 * - `--json` prints them as JSON.
 * - `--write` writes them to the file that the graph shows.
 * - `--data DIR` names the folder of the labelled sets.
 * - `--set FILE --labels KIND` measures the affect model on a file instead.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Kind, READERS } from '../../subgraphs/text-models/training/read-sets.ts';
import type { Figure } from './figure.ts';
import { measureSet } from './judges/affect.ts';
import { measureAll } from './measure-all.ts';

const FIGURES = fileURLToPath(
  new URL('../../subgraphs/intelligence/src/quality/figures.json', import.meta.url),
);

const { values } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    write: { type: 'boolean', default: false },
    data: { type: 'string', default: fileURLToPath(new URL('../../../shared/data', import.meta.url)) },
    set: { type: 'string' },
    labels: { type: 'string' },
  },
});

function fail(message: string): never {
  process.stderr.write(`${message}\n`);
  process.exit(2);
}

const isKind = (name: string): name is Kind => Object.hasOwn(READERS, name);

function measured(): Figure[] {
  if (values.set === undefined) return measureAll(values.data);
  const kind = values.labels ?? '';
  if (!isKind(kind)) fail(`--labels must be one of ${Object.keys(READERS).join(', ')}, got "${kind}".`);
  if (!existsSync(values.set)) fail(`There is no file ${values.set}.`);
  return measureSet(basename(values.set), values.set, kind);
}

const figures = measured();
const json = `${JSON.stringify(figures, null, 2)}\n`;
if (values.write) {
  if (values.set !== undefined) fail('--write writes the figures of all judges: leave --set out.');
  if (!existsSync(values.data)) fail(`--write needs the labelled sets in ${values.data}.`);
  await writeFile(FIGURES, json);
}
process.stdout.write(values.json ? json : tableOf(figures));

function tableOf(rows: readonly Figure[]): string {
  const lines = rows.map(
    ({ judgement, data, measure, value, texts }) =>
      `| ${judgement.toLowerCase()} | ${data} | ${measure} | ${value.toFixed(3)} | ${texts} |`,
  );
  return `${['| judgement | data | measure | value | texts |', '|---|---|---|---|---|', ...lines].join('\n')}\n`;
}
