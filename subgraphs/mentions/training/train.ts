/**
 * `npm run train -- --goemotions DIR --icwsm FILE [--out FILE]`: trains the model and writes its
 * weights.
 */
import { existsSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { MODEL_VERSION } from '../src/analysis/model/index.ts';
import { encodeWeights } from '../src/analysis/model/weights.ts';
import { readLessons } from './lessons.ts';
import { teach } from './teach.ts';

const { values } = parseArgs({
  options: {
    goemotions: { type: 'string', default: 'data/goemotions' },
    icwsm: { type: 'string', default: 'data/icwsm-tweets-2014.tsv' },
    out: {
      type: 'string',
      default: fileURLToPath(new URL('../src/analysis/model/model.bin', import.meta.url)),
    },
  },
});

for (const option of ['goemotions', 'icwsm'] as const) {
  if (existsSync(values[option])) continue;
  process.stderr.write(
    `There is nothing at ${values[option]}: say where the data lies with --${option} PATH.\n`,
  );
  process.exit(2);
}

const started = performance.now();
const lessons = readLessons(values);
const bytes = encodeWeights(teach(lessons, MODEL_VERSION));
writeFileSync(values.out, bytes);
const seconds = ((performance.now() - started) / 1000).toFixed(1);
process.stdout.write(`${lessons.length} rows in ${seconds} s: ${bytes.length} bytes in ${values.out}\n`);
