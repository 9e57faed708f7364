/** Writes `schema/rest/COMPATIBILITY.md`: what the suite tests of each operation. */
import { documentedApis } from './dialects/index.ts';
import { planOf } from './plan/index.ts';
import { tableOf, writeTable } from './table.ts';

writeTable(tableOf(documentedApis.map(planOf)));
