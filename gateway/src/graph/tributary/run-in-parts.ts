import type { Deadline } from '../deadline.ts';
import type { DeferredFragment, DeferredResults, Outcome } from '../engine.ts';
import type { Run } from '../execution/plan-run.ts';
import { startAfter } from '../execution/steps.ts';
import { type Fault, faultOf, type ResponsePath } from '../faults.ts';
import { isObject, own } from '../json.ts';
import type { Planner } from '../planning/planner.ts';
import type { DeferredObject } from '../shaping/completion.ts';
import type { Shape } from '../shaping/shape.ts';
import { inResponse, placeOf, shapeResult } from './shape-result.ts';
import type { LaterParts } from './variant.ts';

/** One execution of an operation with deferred fragments. */
interface PartsOptions extends Pick<Planner, 'servicesOf'> {
  readonly run: Run;
  readonly deadline: Deadline;
  readonly shape: Shape;
}

/**
 * Executes an operation with deferred fragments: resolves with the first result, which is followed
 * by the fragments as their fetches complete. They are fetched after the result that they are
 * missing in, so that they cannot change it.
 */
export function runInParts(later: LaterParts, options: PartsOptions): Promise<Outcome> {
  return new RunInParts(later, options).first();
}

/** A deferred fragment of one object. */
interface OpenFragment extends DeferredObject {
  readonly fragment: DeferredFragment;
}

class RunInParts {
  readonly #later: LaterParts;
  readonly #options: PartsOptions;
  /** The fetches that were started, and their faults, by position. */
  readonly #fetches: (Promise<void> | undefined)[] = [];
  readonly #faults: Fault[][] = [];
  /** Faults that the client has received. */
  readonly #reported = new Set<string>();
  /** The objects of the fragments that are not delivered yet, by the fragment's id. */
  readonly #open = new Map<number, readonly OpenFragment[]>();
  #fragments = 0;

  constructor(later: LaterParts, options: PartsOptions) {
    this.#later = later;
    this.#options = options;
  }

  async first(): Promise<Outcome> {
    const { run, deadline, shape, servicesOf } = this.#options;
    this.#stopIf(await deadline.wait(this.#fetch(this.#later.first)));
    const objects: DeferredObject[] = [];
    const reported = this.#faultsOf(this.#later.first);
    const known = { fetched: reported, reported, servicesOf };
    const outcome = shapeResult(shape.build, run, known, objects);
    for (const fault of outcome.faults) this.#reported.add(placeOf(fault));
    const pending = this.#opened(objects, outcome.data, []);
    if (pending.length > 0) return { ...outcome, deferred: { pending, results: this.#results() } };
    this.#end();
    return outcome;
  }

  /** Delivers the fragments that are open, and those that they contain. */
  async *#results(): AsyncGenerator<DeferredResults<Outcome>, void, undefined> {
    const { run, deadline } = this.#options;
    const running = new Map<number, Promise<void>>();
    const fetched: number[] = [];
    try {
      while (this.#open.size > 0) {
        for (const id of this.#open.keys()) {
          if (running.has(id)) continue;
          const done = this.#fetch(this.#later.fragments[id]!.needs);
          running.set(
            id,
            done.then(() => void fetched.push(id)),
          );
        }
        if (!run.finished) this.#stopIf(await deadline.wait(Promise.race(running.values())));
        const ready = run.finished ? [...this.#open.keys()] : fetched.splice(0);
        for (const id of ready) running.delete(id);
        const results = ready.map((id) => this.#complete(id));
        yield {
          completed: results.flatMap(({ completed }) => completed),
          pending: results.flatMap(({ pending }) => pending),
          isLast: this.#open.size === 0,
        };
      }
    } finally {
      if (this.#open.size > 0) deadline.giveUp();
      this.#end();
    }
  }

  /** Runs fetches that were not started yet, and waits for all of them. */
  async #fetch(needs: readonly number[]): Promise<void> {
    const { run } = this.#options;
    for (const position of needs) {
      if (this.#fetches[position] || run.finished) continue;
      const { after, step } = this.#later.steps[position]!;
      const faults: Fault[] = [];
      this.#faults[position] = faults;
      const own: Run = Object.create(run, { faults: { value: faults } });
      this.#fetches[position] = startAfter(after, step, this.#fetches)(own);
    }
    await Promise.all(needs.map((position) => this.#fetches[position]));
  }

  /** Builds the fragment of each of its objects. */
  #complete(id: number): Pick<DeferredResults<Outcome>, 'completed' | 'pending'> {
    const { run, servicesOf } = this.#options;
    const open = this.#open.get(id)!;
    this.#open.delete(id);
    const fetched = this.#faultsOf([...this.#faults.keys()]);
    const faults = this.#faultsOf(this.#later.fragments[id]!.needs).filter((each) => this.#isNew(each));
    const ofObject = Map.groupBy(faults, ({ path }) => ownerOf(open, path));
    const pending: DeferredFragment[] = [];
    const completed = open.map(({ fragment, path, build }, index) => {
      const objects: DeferredObject[] = [];
      const known = { fetched, reported: ofObject.get(index) ?? [], servicesOf };
      const shaped = shapeResult((_, completion) => build(completion), run, known, objects);
      const result = { ...shaped, faults: shaped.faults.filter((each) => this.#isNew(each)) };
      for (const fault of result.faults) this.#reported.add(placeOf(fault));
      pending.push(...this.#opened(objects, result.data, path));
      return { fragment, result };
    });
    return { completed, pending };
  }

  /** Opens the fragments of objects that are in a result, which begins at a path. */
  #opened(objects: readonly DeferredObject[], data: unknown, start: ResponsePath): DeferredFragment[] {
    const opened = objects
      .filter(({ path }) => isThere(data, path.slice(start.length)))
      .map((object): OpenFragment => {
        const { label } = this.#later.fragments[object.id]!;
        const id = String(this.#fragments++);
        return { ...object, fragment: { id, path: object.path, label } };
      });
    for (const [id, mine] of Map.groupBy(opened, ({ id }) => id))
      this.#open.set(id, [...(this.#open.get(id) ?? []), ...mine]);
    return opened.map(({ fragment }) => fragment);
  }

  /** Returns the faults of fetches, and those of the whole execution. */
  #faultsOf(positions: readonly number[]): Fault[] {
    const { run, shape } = this.#options;
    const faults = positions.flatMap((position) => this.#faults[position] ?? []);
    return inResponse([...faults, ...run.faults], run.data, shape.clientPath);
  }

  #isNew(fault: Fault): boolean {
    return !this.#reported.has(placeOf(fault));
  }

  #stopIf(reason: Error | undefined): void {
    if (!reason) return;
    const { run } = this.#options;
    run.faults.push(faultOf(reason));
    run.finished = true;
  }

  #end(): void {
    const { run, deadline } = this.#options;
    run.finished = true;
    deadline.end();
  }
}

/** Returns the position of the object that a fault belongs to; the first one if it has no path. */
function ownerOf(open: readonly OpenFragment[], path: ResponsePath | undefined): number {
  const found = path
    ? open.findIndex((each) => each.path.every((element, index) => path[index] === element))
    : 0;
  return Math.max(found, 0);
}

/** Whether a result has an object at a path. */
function isThere(data: unknown, path: ResponsePath): boolean {
  let value = data;
  for (const element of path) {
    if (typeof element === 'number') value = Array.isArray(value) ? value[element] : undefined;
    else value = isObject(value) ? own(value, element) : undefined;
  }
  return isObject(value);
}
