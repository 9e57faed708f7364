/** A pattern that a machine has found: the places of its first and last event, and its name. */
export interface Found {
  readonly first: number;
  readonly last: number;
  readonly name: string;
}

/** Finds the patterns of a machine in a list of events, greedily, in order. */
export type Machine = (events: ArrayLike<number>) => Found[];

/** Events besides words and tags: the end of a text, and any that a state has no transition for. */
const END = 2_070_000;
const OTHERWISE = 2_070_003;
/** Name of the patterns that only keep others from being found at their place. */
const NO_PATTERN = '0';

/** The parts of a machine as JSON: transitions by state and event, and patterns by state. */
type MachineParts = readonly [
  version: number,
  lastState: number,
  transitions: Readonly<Record<string, Readonly<Record<string, number>>>>,
  names: Readonly<Record<string, string>>,
  /** How many events at the beginning and the end of a pattern are only its context. */
  context: Readonly<Record<string, readonly [before: number, after: number]>>,
];

interface State {
  readonly next: ReadonlyMap<number, number>;
  /** The state of a shorter pattern, found if no longer one follows; 0 if there is none. */
  readonly shorter: number;
}

/**
 * Opens a state machine of wink's model. It finds what wink's own `recognize` finds, which looks up
 * each event as a string in an object. `ignored` is an event that is skipped.
 */
export function openMachine(json: string, ignored: number): Machine {
  const [, , transitions, names, context] = JSON.parse(json) as MachineParts;
  const states: State[] = [];
  for (const [state, byEvent] of Object.entries(transitions)) {
    const next = new Map(Object.entries(byEvent).map(([event, to]) => [Number(event), to] as const));
    states[Number(state)] = { next, shorter: next.get(OTHERWISE) ?? 0 };
  }
  const nameOf: (string | undefined)[] = [];
  for (const [state, name] of Object.entries(names)) nameOf[Number(state)] = name;

  return (events) => {
    const found: Found[] = [];
    let state = 0;
    let first = 0;
    let shorter = { state: 0, end: 0 };
    const complete = (end: number, at: number) => {
      const [before, after] = context[at] ?? [0, 0];
      if (nameOf[at] !== NO_PATTERN)
        found.push({ first: first + before, last: end - after, name: nameOf[at]! });
      state = 0;
      shorter = { state: 0, end: 0 };
      return end;
    };
    /** Follows the events from a place on; returns the place of the last one that was used. */
    const follow = (from: number): number => {
      for (let at = from; at <= events.length; at += 1) {
        const event = at === events.length ? END : events[at]!;
        if (event === ignored) continue;
        const to = states[state]!.next.get(event) ?? 0;
        if (state === 0) first = at;
        if (nameOf[to] !== undefined) return complete(at, to);
        if (to === 0 && shorter.state !== 0) return complete(shorter.end, shorter.state);
        state = to;
        if (to === 0) return from;
        if (states[to]!.shorter !== 0) shorter = { state: states[to]!.shorter, end: at };
      }
      return from;
    };
    for (let at = 0; at <= events.length; at += 1) at = follow(at);
    return found;
  };
}
