import { type TProperties, Type } from 'typebox';
import { type Failure, failures, PAID_ERRORS, refuse } from './problems.ts';
import { dataOf, textOf } from './schemas.ts';

/** Properties that all AI routes share. */
export const AI_ROUTE = {
  method: 'POST',
  scope: 'ai:generate',
  policy: 'social-crm:paid',
  query: Type.Object({}),
  errors: { ...PAID_ERRORS, 402: ['payment_required', 'quota_exceeded'], 409: ['conflict'] },
} as const;

/** Errors of a route that needs a language model for some input. */
export const MODEL_ERRORS = { ...AI_ROUTE.errors, 501: ['model_required'] };

/** Schema of the input text. */
export const workedOn = textOf(10_000, 'The text, 1 to 10,000 characters.');

/**
 * Throws the problem of a failed mutation; otherwise returns its result under `data`, without
 * `__typename`.
 */
export function aiResponse<Result extends object>(result: Failure & Result): { data: object } {
  refuse(result);
  const { __typename, ...data } = result;
  return { data };
}

/** Returns the schema of a result and the engine that wrote it. */
export function aiSchema(members: TProperties) {
  return dataOf(
    Type.Object({
      ...members,
      engine: Type.String({ description: 'Engine that wrote the text: the name of a model, or `embedded`.' }),
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
