/**
 * `npm run evaluate`: measures the analysis of texts, and prints the figures.
 *
 * - `--engine embedded` measures the rules and models of this version, which is the default;
 *   `--engine language-model` measures the model that the `AI_*` variables name, `--engine onnx`
 *   the classifier of `ANALYSIS_MODEL_DIR`.
 * - `--most N` measures at most N texts of each large set, because a language model costs money.
 * - `--json` prints the figures as JSON.
 * - `--write` writes them to the file that the graph shows.
 * - `--data DIR` names the folder of the labelled sets.
 * - `--set FILE --labels KIND` measures sentiment or emotions on a file instead.
 */
import { existsSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Kind, READERS } from '../../subgraphs/text-models/training/read-sets.ts';
import { DEFAULT_ENGINE, type Engine, openEngine } from './engines/index.ts';
import type { Figure } from './figure.ts';
import { measureSet } from './judges/affect.ts';
import { measureAll } from './measure-all.ts';

const FIGURES = fileURLToPath(
  new URL('../../subgraphs/intelligence/src/quality/figures.json', import.meta.url),
);

const { values } = parseArgs({
  options: {
    engine: { type: 'string', default: DEFAULT_ENGINE },
    most: { type: 'string' },
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

function mostOf(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  if (/^[1-9]\d{0,8}$/.test(value)) return Number(value);
  fail(`--most must be a positive integer, got "${value}".`);
}

async function engineOf(name: string): Promise<Engine> {
  try {
    return await openEngine(name);
  } catch (error) {
    fail((error as Error).message);
  }
}

async function measured(): Promise<Figure[]> {
  const engine = await engineOf(values.engine);
  const most = mostOf(values.most);
  if (values.set === undefined) return measureAll(values.data, { engine, ...(most && { most }) });
  const kind = values.labels ?? '';
  if (!isKind(kind)) fail(`--labels must be one of ${Object.keys(READERS).join(', ')}, got "${kind}".`);
  if (!existsSync(values.set)) fail(`There is no file ${values.set}.`);
  return measureSet(engine, { data: basename(values.set), path: values.set, kind }, most);
}

if (values.write) {
  const isPartial = values.set !== undefined || values.most !== undefined || values.engine !== DEFAULT_ENGINE;
  if (isPartial)
    fail('--write writes the figures of the embedded engine: leave --engine, --most and --set out.');
  if (!existsSync(values.data)) fail(`--write needs the labelled sets in ${values.data}.`);
}
const figures = await measured();
const json = `${JSON.stringify(figures, null, 2)}\n`;
if (values.write) await writeFile(FIGURES, json);
process.stdout.write(values.json ? json : tableOf(figures));

function tableOf(rows: readonly Figure[]): string {
  const lines = rows.map(
    ({ judgement, data, measure, value, texts }) =>
      `| ${judgement.toLowerCase()} | ${data} | ${measure} | ${value.toFixed(3)} | ${texts} |`,
  );
  return `${['| judgement | data | measure | value | texts |', '|---|---|---|---|---|', ...lines].join('\n')}\n`;
}
