import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Kind, OperationPlan, Plan } from './plan/index.ts';

const FILE = new URL('../../schema/rest/COMPATIBILITY.md', import.meta.url);

const COLUMNS: readonly [heading: string, kind: Kind][] = [
  ['successes', 'success'],
  ['failures', 'failure'],
  ['alone', 'alone'],
  ['in pairs', 'pair'],
  ['refused', 'refused'],
  ['unknown', 'unknown'],
];

const SOURCES = { document: 'document', prose: 'prose of the document', vendor: "vendor's public pages" };

const HEADER = `# What is tried of each documented operation

Written by \`npm run compatibility\` from \`test/compatibility\`, which tries all of this on a running gateway, over HTTP, in
every run of the tests: edit that. The numbers are requests.

- **successes**: the documented examples at each address: status, headers, the members of the document's example, and the whole
  body by the OpenAPI document, in which no member may be missing and none be more.
- **failures**: each documented failure at each address: status, envelope, code, headers. Those of every operation are a missing
  key, an invalid one, one of another product, a missing scope, a plan without it, a spent limit, a wrong method, lost tables
  (500), and for bodies what is malformed, of another media type or too large.
- **alone**: each parameter and body member with each kind of value that its schema allows, the first at every address.
- **in pairs**: each with each other one. **refused**: values that its schema forbids; the error names it.
- **unknown**: parameters and members that no document has.

Every answer has \`X-Request-Id\`; every answer to a known key the documented rate headers, and no other; every 429 \`Retry-After\`,
every 405 \`Allow\`.
`;

/** Formats the table of all cases. */
export function tableOf(plans: readonly Plan[]): string {
  const operations = plans.flatMap((plan) => plan.operations);
  const requests = operations.flatMap(({ cases }) => cases).length;
  const total = `\n${operations.length} operations, ${requests.toLocaleString('en')} requests.\n`;
  return `${HEADER}${total}${plans.map(sectionOf).join('')}`;
}

function sectionOf({ documented, addresses, operations }: Plan): string {
  const names = addresses.map(({ name, host }) => (host ? `host \`${name}\`` : `\`${name}\``));
  const heading = ['operation', 'source', ...COLUMNS.map(([each]) => each)];
  const lines = [heading, heading.map(() => '---'), ...operations.map(rowOf)];
  const table = lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
  return `
## ${documented.title}

At ${names.join(', ').replace('`root`', 'the documented path at the root')}${documented.alias ? ' (of any host)' : ''}.

${table}

What deviates or is decided by us, and why ([DECISIONS.md](DECISIONS.md) has it in full):

${[...documented.deviates, ...operations.flatMap(deviationsOf)].map((line) => `- ${line}`).join('\n')}
`;
}

function rowOf({ described, operation, cases }: OperationPlan): string[] {
  const counts = COLUMNS.map(([, kind]) => cases.filter((each) => each.kind === kind).length);
  const name = `\`${described.method} ${described.path}\``;
  return [name, SOURCES[operation.source], ...counts.map((count) => (count === 0 ? '–' : String(count)))];
}

function deviationsOf({ described: { method, path }, operation }: OperationPlan): string[] {
  const name = `\`${method} ${path}\``;
  const untried = Object.entries(operation.unprovoked ?? {});
  return [
    ...(operation.deviates ?? []).map((line) => `${name}: ${line}`),
    ...(operation.withoutFault ? [`${name}: no 500 is tried, as ${operation.withoutFault}.`] : []),
    ...untried.map(([failure, reason]) => `${name}: \`${failure}\` is not tried here: ${reason}.`),
  ];
}

/** Reads the committed table; returns an empty text if there is none. */
export function committedTable(): string {
  return existsSync(FILE) ? readFileSync(FILE, 'utf8') : '';
}

/** Writes the table. */
export function writeTable(text: string): void {
  writeFileSync(FILE, text);
}
