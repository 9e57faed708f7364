import type { Variables } from '../planning/conditions.ts';

/** A variant of an operation that was executed. */
export interface BusyVariant {
  /** The values of its conditions. */
  readonly conditions: Variables;
  /** Ids of the requirements that its caller did not meet. */
  readonly unmet: ReadonlySet<string>;
  /** Whether its caller accepts deferred fragments later. */
  readonly defers: boolean;
  /** Labels whose progressive overrides applied. */
  readonly labels: readonly string[];
}

/** An operation of clients that is executed often. */
export interface BusyOperation {
  /** The text of its document. */
  readonly text: string;
  readonly operationName: string | undefined;
  readonly variants: readonly BusyVariant[];
}
