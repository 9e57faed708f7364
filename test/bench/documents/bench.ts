import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { text } from 'node:stream/consumers';
import { withSupergraph } from '../gateway/compose.ts';
import { MEASURED, startNode } from '../harness/children.ts';
import { BENCH, type Options } from '../harness/options.ts';
import { say, type Table } from '../harness/report.ts';
import type { Step } from './flood.ts';

const DOCUMENTS = 200_000;
const STEPS = 10;

/** Measures the memory that remains while one process serves 200,000 distinct documents. */
export async function bench(_: Options): Promise<Table[]> {
  const steps = await withSupergraph({}, flood);
  return [
    {
      title: `documents: ${DOCUMENTS.toLocaleString('en')} distinct ones`,
      columns: ['documents', 'heap MB', 'external MB', 'resident MB'],
      rows: steps.map(({ documents, heap, external, resident }) => [
        documents.toLocaleString('en'),
        heap.toFixed(1),
        external.toFixed(1),
        resident.toFixed(0),
      ]),
      notes: ['Each line after a full collection.'],
      data: { steps },
    },
  ];
}

async function flood(supergraph: string): Promise<Step[]> {
  const options = JSON.stringify({ supergraph, documents: DOCUMENTS, steps: STEPS });
  const child = startNode(['--expose-gc', `${BENCH}/documents/flood.ts`, options], MEASURED);
  const ended = once(child, 'exit');
  const said = text(child.stderr!);
  const steps: Step[] = [];
  for await (const line of createInterface(child.stdout!)) {
    const step = JSON.parse(line) as Step;
    steps.push(step);
    say(
      `  ${step.documents} documents: heap ${step.heap.toFixed(1)} MB, resident ${step.resident.toFixed(0)} MB`,
    );
  }
  const [code] = await ended;
  if (code !== 0) throw new Error(`The flood has failed: ${(await said).slice(-500)}`);
  return steps;
}
