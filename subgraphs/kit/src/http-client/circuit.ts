import { BrokenCircuitError, CircuitState, ConsecutiveBreaker, circuitBreaker, handleWhen } from 'cockatiel';

/** When a circuit opens and closes. */
export interface CircuitLimits {
  /** The number of consecutive failures that opens the circuit. */
  readonly after: number;
  /** Milliseconds after which an open circuit allows a trial request. */
  readonly coolDown: number;
}

/** Options of a circuit breaker. */
export interface CircuitOptions<Result> extends CircuitLimits {
  /** Whether an error shows that the server is unhealthy. */
  readonly isFailure: (error: unknown) => boolean;
  /** Whether a result shows it; by default no result does. */
  readonly isFailedResult?: (result: Result) => boolean;
  readonly onChange: (isOpen: boolean) => void;
}

/** A circuit breaker: stops calling a server that has failed repeatedly. */
export interface Circuit<Result> {
  /** Runs the work; throws an {@link OpenCircuitError} instead while the circuit is open. */
  execute<Each extends Result>(work: () => Promise<Each>): Promise<Each>;
}

/** The error of a call that was not made, because the circuit is open. */
export { BrokenCircuitError as OpenCircuitError };

/** Creates a closed circuit. */
export function openCircuit<Result = unknown>(options: CircuitOptions<Result>): Circuit<Result> {
  const { after, coolDown, isFailure, isFailedResult, onChange } = options;
  const failures = handleWhen(isFailure);
  const handled = isFailedResult
    ? failures.orWhenResult((result) => isFailedResult(result as Result))
    : failures;
  const circuit = circuitBreaker(handled, {
    halfOpenAfter: coolDown,
    breaker: new ConsecutiveBreaker(after),
  });
  circuit.onStateChange((state) => onChange(state !== CircuitState.Closed));
  return { execute: (work) => circuit.execute(work) };
}
