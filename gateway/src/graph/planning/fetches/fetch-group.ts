import type { SelectionSetNode } from 'graphql';
import type { ContextVariable, RequiredFragment } from '../plan.ts';
import type { SubgraphModel } from '../supergraph/subgraph-model.ts';
import { Requirement } from './requirement.ts';
import { Selection } from './selection.ts';

/** A fetch under construction. */
export class FetchGroup {
  readonly subgraph: SubgraphModel;
  readonly path: readonly string[];
  /** Whether it fetches entities, not root fields. */
  readonly ofEntities: boolean;
  /** The id of the deferred fragment that it is fetched for; null for the first result. */
  readonly deferred: number | null;
  readonly selection = new Selection();
  readonly after = new Set<FetchGroup>();
  readonly typenames = new Map<string, string>();
  readonly contexts: (ContextVariable & { readonly type: string })[] = [];
  readonly #requirements = new Map<string, Requirement>();

  constructor(
    subgraph: SubgraphModel,
    path: readonly string[],
    ofEntities: boolean,
    deferred: number | null = null,
  ) {
    this.subgraph = subgraph;
    this.path = path;
    this.ofEntities = ofEntities;
    this.deferred = deferred;
  }

  /** Whether this is the other group or runs after it. */
  dependsOn(other: FetchGroup, seen = new Set<FetchGroup>()): boolean {
    if (this === other) return true;
    if (seen.has(this)) return false;
    seen.add(this);
    return [...this.after].some((each) => each.dependsOn(other, seen));
  }

  /**
   * Whether entities of a type can be fetched by a key, with further required fields, in this
   * group.
   */
  accepts(type: string, key: string, required: SelectionSetNode | null): boolean {
    return this.#requirements.get(type)?.accepts(key, required) ?? true;
  }

  /** Fetches entities of a type by a key. */
  requireKey(type: string, key: string, keyFields: SelectionSetNode): void {
    if (!this.#requirements.has(type)) this.#requirements.set(type, new Requirement(key, keyFields));
  }

  /** Adds the requirements of a field (`@requires`) to the representations of a type. */
  requireFor(type: string, responseKey: string, set: SelectionSetNode): void {
    this.#requirements.get(type)!.add(responseKey, set);
  }

  /** Returns the contents of the representations, by type. */
  requires(): RequiredFragment[] {
    return [...this.#requirements].map(([type, requirement]) => {
      const selected = this.selection.on(this.typenames.get(type) ?? type).keys();
      return requirement.fragmentOn(type, selected);
    });
  }
}
