import type { TestSubgraph } from '../support/subgraphs.ts';

/** How the values of one field are computed, in every subgraph that resolves it. */
export interface FieldRule {
  /**
   * The type that the values depend on: an interface, if one subgraph adds the field to all its
   * objects.
   */
  readonly owner: string;
  /** The selection of `@requires`; the value depends on the same object's values for it. */
  readonly requires?: string;
  /** Whether the field identifies objects: it is never null and never fails. */
  readonly identity?: boolean;
  /** Whether another field requires it. */
  needed?: boolean;
}

/** A set of data, and the subgraphs that own its parts. */
export interface World {
  readonly subgraphs: readonly TestSubgraph[];
  /** By `Type.field`. */
  readonly rules: ReadonlyMap<string, FieldRule>;
  /** Object types behind interfaces and unions, in a fixed order. */
  readonly members: ReadonlyMap<string, readonly string[]>;
  /** Interfaces whose objects are entities: an object's number determines its type. */
  readonly entityInterfaces: ReadonlySet<string>;
}

/** The declarations of one type in one subgraph. */
interface TypeDraft {
  kind: 'type' | 'interface' | 'union';
  readonly keys: Set<string>;
  readonly interfaces: Set<string>;
  readonly fields: Map<string, string>;
  interfaceObject: boolean;
  members: string[];
}

/** Collects the declarations of subgraphs, and prints them. */
export class Draft {
  readonly rules = new Map<string, FieldRule>();
  readonly members = new Map<string, string[]>();
  readonly entityInterfaces = new Set<string>();
  readonly #subgraphs = new Map<string, Map<string, TypeDraft>>();

  constructor(names: readonly string[]) {
    for (const name of names) this.#subgraphs.set(name, new Map());
  }

  has(subgraph: string, type: string): boolean {
    return this.#subgraphs.get(subgraph)!.has(type);
  }

  type(subgraph: string, name: string): TypeDraft {
    const types = this.#subgraphs.get(subgraph)!;
    let draft = types.get(name);
    if (!draft) {
      draft = {
        kind: 'type',
        keys: new Set(),
        interfaces: new Set(),
        fields: new Map(),
        interfaceObject: false,
        members: [],
      };
      types.set(name, draft);
    }
    return draft;
  }

  /** Returns the drafted world; `base` has the common declarations of all subgraphs. */
  world(base: string): World {
    const subgraphs = [...this.#subgraphs].map(([name, types]) => ({
      name,
      sdl: [base, ...[...types].map(([type, draft]) => print(type, draft))].join('\n'),
    }));
    const { rules, members, entityInterfaces } = this;
    return { subgraphs, rules, members, entityInterfaces };
  }
}

function print(name: string, draft: TypeDraft): string {
  if (draft.kind === 'union') return `union ${name} = ${draft.members.join(' | ')}`;
  const implemented = draft.interfaces.size > 0 ? ` implements ${[...draft.interfaces].join(' & ')}` : '';
  const keys = [...draft.keys].map((key) => ` @key(${key})`).join('');
  const object = draft.interfaceObject ? ' @interfaceObject' : '';
  return `${draft.kind} ${name}${implemented}${keys}${object} {\n  ${[...draft.fields.values()].join('\n  ')}\n}`;
}
