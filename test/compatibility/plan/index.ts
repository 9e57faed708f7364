import { type Address, addressesOf } from '../addresses.ts';
import type { Documented, Failure, Operation } from '../documented.ts';
import { type Described, operationsOf, readDocument } from '../openapi.ts';
import { failures, ownFailures, successes } from './answers.ts';
import type { Case, Subject } from './case.ts';
import { alone, pairs, refused, refusedPaths, unknown } from './members.ts';

export type { Case, Kind } from './case.ts';

/** All cases of one operation. */
export interface OperationPlan {
  readonly described: Described;
  readonly operation: Operation;
  readonly cases: readonly Case[];
}

/** All cases of one dialect. */
export interface Plan {
  readonly documented: Documented;
  readonly document: object;
  readonly addresses: readonly Address[];
  readonly operations: readonly OperationPlan[];
}

/**
 * Generates the cases of a dialect from its OpenAPI document and from what its own document says
 * beyond that.
 */
export function planOf(documented: Documented): Plan {
  const document = readDocument(`${documented.name}.json`);
  const addresses = addressesOf(documented);
  const operations = operationsOf(document).map((described) => {
    const operation = documented.operations[described.id];
    if (!operation)
      throw new Error(`test/compatibility/dialects/${documented.name}.ts says nothing of ${described.id}`);
    return { described, operation, cases: casesOf({ documented, described, operation, addresses }) };
  });
  return { documented, document, addresses, operations };
}

function casesOf(subject: Subject): Case[] {
  const cases = [
    ...successes(subject),
    ...failures(subject),
    ...ownFailures(subject),
    ...alone(subject),
    ...pairs(subject),
    ...refused(subject),
    ...refusedPaths(subject),
    ...unknown(subject),
  ];
  return cases.map((each) => ({ ...each, method: each.method ?? subject.described.method }));
}

/** Returns the failures that an operation's cases cover, as statuses and codes. */
export function failuresIn({ cases }: OperationPlan): Failure[] {
  return cases.flatMap(({ status, code }): Failure[] => (code === undefined ? [] : [[status, code]]));
}
