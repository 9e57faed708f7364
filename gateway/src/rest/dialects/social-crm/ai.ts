import { type TProperties, Type } from 'typebox';
import { type Failure, failures, PAID_ERRORS, refuse } from './problems.ts';
import { dataOf, textOf } from './schemas.ts';

/** What every AI route says of itself besides its own. */
export const AI_ROUTE = {
  method: 'POST',
  scope: 'ai:generate',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  errors: { ...PAID_ERRORS, 402: ['payment_required', 'quota_exceeded'], 409: ['conflict'] },
} as const;

/** Errors of a route that rules cannot answer for every input. */
export const MODEL_ERRORS = { ...AI_ROUTE.errors, 501: ['model_required'] };

/** The text that is worked on. */
export const workedOn = textOf(10_000, 'The text, 1 to 10,000 characters.');

/** Throws what the graph refused; otherwise the answer under `data`, without the graph's own name of its type. */
export function aiAnswer<Result extends object>(result: Failure & Result): { data: object } {
  refuse(result);
  const { __typename, ...data } = result;
  return { data };
}

/** Its schema: what was written, and by what. */
export function aiSchema(members: TProperties) {
  return dataOf(
    Type.Object({
      ...members,
      engine: Type.String({ description: 'What wrote it: the name of a model, or `embedded`.' }),
    }),
  );
}

export const REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded');

export const MODEL_REFUSED = failures('InvalidInput', 'PlanRequired', 'QuotaExceeded', 'ModelRequired');

export interface Written {
  text: string;
  engine: string;
}

export const textSchema = aiSchema({ text: Type.String() });
