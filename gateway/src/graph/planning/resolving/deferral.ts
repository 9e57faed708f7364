import type { InlineFragmentNode } from 'graphql';
import type { PathNode } from '../fetches/path-node.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { Dependencies, Position } from './position.ts';

/** A deferred fragment, and the position of its objects. */
interface DeferredSelection {
  readonly id: number;
  readonly at: Position;
  readonly node: InlineFragmentNode;
}

/** A field that a fetch selects. */
interface SelectedField {
  /** The position of the objects that have it. */
  readonly of: Position;
  /** The position of the objects that are its value; null for a leaf. */
  readonly value: Position | null;
}

/** The deferred fragments of one operation, and the fields that are fetched so far. */
export class Deferral {
  /**
   * Whether a subgraph is asked again for objects that it has returned. Not after a mutation, which
   * may return an object that it has deleted.
   */
  readonly fetchesAgain: boolean;
  /** Fragments that wait to be planned, parents first. */
  readonly waiting: DeferredSelection[] = [];
  /** The fetches that each fragment depends on, by its id. */
  readonly needs: Dependencies[];
  /** Fragments that cannot be planned on their own. */
  readonly failed = new Set<number>();
  /** Fragments that are planned as if they were not deferred. */
  readonly #together: ReadonlySet<number>;
  readonly #fields = new Map<PathNode, SelectedField[]>();

  constructor(count: number, together: ReadonlySet<number>, fetchesAgain: boolean) {
    this.fetchesAgain = fetchesAgain;
    this.needs = Array.from({ length: count }, () => new Set());
    this.#together = together;
  }

  /** Whether the fragment is planned after what surrounds it. */
  isSeparate(id: number | null): id is number {
    return id !== null && !this.#together.has(id);
  }

  /** Records a field that is fetched; without deferred fragments nobody asks for it. */
  selected(key: string, field: SelectedField): void {
    if (this.needs.length === 0) return;
    const path = field.of.pathNode.child(key);
    this.#fields.set(path, [...(this.#fields.get(path) ?? []), field]);
  }

  /**
   * Lists the fetched fields of a response key that all objects of a position have. A deferred
   * fragment must not fetch such a field again: the items of a list might have moved.
   */
  selectedAt({ isWithin }: Federation, at: Position, key: string): readonly SelectedField[] {
    const fields = this.#fields.get(at.pathNode.child(key)) ?? [];
    return fields.filter(({ of }) => isWithin(at.supergraphType, of.supergraphType));
  }
}
