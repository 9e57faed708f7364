import { openOracle } from '../../../gateway/test/graph/oracle/compare.ts';
import type { Options } from '../harness/options.ts';
import { say, type Table } from '../harness/report.ts';

/** Far from the seeds of the test. */
const FIRST_WORLD = 1_000;
const WORLDS = 1_000;
const OPERATIONS = 100;

/** The number of differences that are printed in full. */
const SHOWN = 5;

/**
 * Counts results that differ from those of a single server with the same data, in 100,000
 * operations on 1,000 supergraphs.
 */
export async function bench(_: Options): Promise<Table[]> {
  let differences = 0;
  for (let index = 0; index < WORLDS; index++) {
    const world = FIRST_WORLD + index;
    const oracle = openOracle(world);
    for (let operation = 0; operation < OPERATIONS; operation++) {
      const difference = await oracle.difference(world * 1_000 + operation);
      if (!difference) continue;
      differences += 1;
      if (differences <= SHOWN) say(`world ${world}, operation ${operation}: ${difference}`);
    }
    if ((index + 1) % 100 === 0) say(`${index + 1} worlds, ${differences} differences`);
  }
  const operations = WORLDS * OPERATIONS;
  return [
    {
      title: 'Answers against those of one server with the same data',
      columns: ['supergraphs', 'operations', 'differences'],
      rows: [[String(WORLDS), String(operations), String(differences)]],
      notes: [],
      data: { worlds: WORLDS, operations, differences },
    },
  ];
}
