import { type Random, randomFrom } from '../support/random.ts';
import { Draft } from './world.ts';

/**
 * Alternative sets of keys of entities; every set has the first key, so that every entity is
 * reachable.
 */
export const KEYS = [
  ['id'],
  ['id', 'code'],
  ['id', 'sku tag { k }'],
  ['id', 'code', 'sku tag { k }'],
] as const;
const KEY_FIELDS: Readonly<Record<string, string>> = {
  id: 'id: ID!',
  code: 'code: Int!',
  sku: 'sku: String!',
  tag: 'tag: Tag!',
};

export const SCALARS = ['Int', 'String', 'Float', 'Boolean', 'ID', 'Size'];
const ARGUMENTS = ['size: Size = SMALL', 'first: Int', 'text: String = "a"', 'filter: Filter', 'ids: [ID!]'];

/** An entity type. */
export interface Entity {
  readonly name: string;
  readonly keys: readonly string[];
  /** The subgraphs that add fields to it; the first declares all its keys. */
  readonly homes: readonly string[];
  /** The entity interface that it implements. */
  readonly of?: string;
}

/** A field that may be required elsewhere. */
export interface Plain {
  readonly entity: Entity;
  readonly subgraph: string;
  readonly name: string;
  readonly declaration: string;
  readonly type: string;
}

/** A random world under construction, with the state that its parts share. */
export class WorldBuilder {
  readonly random: Random;
  readonly names: string[];
  readonly draft: Draft;
  readonly entities: Entity[] = [];
  readonly values: string[] = [];
  readonly plain: Plain[] = [];
  readonly interfaceObjects = new Map<string, Set<string>>();
  /** Interfaces and unions, by the one subgraph that declares them. */
  readonly abstract = new Map<string, string[]>();
  counter = 0;
  readonly mutates: boolean;

  constructor(seed: number) {
    this.random = randomFrom(seed * 7_919 + 13);
    this.names = ['ants', 'bees', 'cats', 'dogs'].slice(0, 2 + this.random.below(3));
    this.draft = new Draft(this.names);
    this.mutates = this.random.percent(30);
  }

  /** Returns some of the subgraphs, at least one, in random order. */
  someNames(): string[] {
    const shuffled = [...this.names].sort(() => this.random.below(3) - 1);
    return shuffled.slice(0, 1 + this.random.below(shuffled.length));
  }

  /** Returns a name that no other type or field has. */
  name(prefix: string): string {
    this.counter += 1;
    return `${prefix}${this.counter}`;
  }

  /** Records how the values of a field are computed. */
  rule(type: string, field: string, owner: string, requires?: string, identity = false): void {
    const needed = this.draft.rules.get(`${type}.${field}`)?.needed ?? false;
    const rule = { owner, identity, needed, ...(requires ? { requires } : {}) };
    this.draft.rules.set(`${type}.${field}`, rule);
  }

  /** Records that a field is required by another. */
  need(type: string, field: string): void {
    this.draft.rules.get(`${type}.${field}`)!.needed = true;
  }

  /** Declares a key of an entity in a subgraph. */
  addKey(subgraph: string, { name }: Entity, key: string, resolvable: boolean): void {
    const draft = this.draft.type(subgraph, name);
    draft.keys.add(`fields: "${key}"${resolvable ? '' : ', resolvable: false'}`);
    for (const field of key
      .replace(/\{[^}]*\}/, '')
      .trim()
      .split(/\s+/)) {
      draft.fields.set(field, `${keyField(name, field)}${draft.keys.size > 0 ? ' @shareable' : ''}`);
      this.rule(name, field, name, undefined, true);
    }
  }

  /**
   * Declares an entity in a subgraph by a key that may not be resolvable; returns its name there.
   */
  reach(subgraph: string, entity: Entity): string {
    if (entity.of && this.interfaceObjects.get(entity.of)?.has(subgraph)) return entity.of;
    if (!this.draft.has(subgraph, entity.name))
      this.addKey(subgraph, entity, this.random.pick(entity.keys), this.random.percent(50));
    return entity.name;
  }

  /** Declares a value type in a subgraph. */
  value(subgraph: string, name: string): string {
    if (this.draft.has(subgraph, name)) return name;
    const draft = this.draft.type(subgraph, name);
    draft.fields.set('w', 'w: Int @shareable');
    draft.fields.set('h', 'h: Float! @shareable');
    draft.fields.set('says', 'says(text: String = "hm", size: Size): [String!] @shareable');
    for (const field of ['w', 'h', 'says']) this.rule(name, field, name);
    return name;
  }

  /** Records an abstract type of a subgraph. */
  addAbstract(subgraph: string, name: string): void {
    this.abstract.set(subgraph, [...(this.abstract.get(subgraph) ?? []), name]);
  }

  /** Returns random arguments, or none. */
  arguments(percent: number): string {
    if (!this.random.percent(percent)) return '';
    const some = ARGUMENTS.filter(() => this.random.percent(35));
    return some.length > 0 ? `(${some.join(', ')})` : '';
  }

  /** Returns a random leaf type. */
  leafType(): string {
    return this.wrapped(this.random.pick(SCALARS));
  }

  /** Returns the type, possibly wrapped in a list and non-null. */
  wrapped(type: string): string {
    const random = this.random;
    const inner = random.percent(35) ? `${type}!` : type;
    return random.percent(25) ? `[${inner}]${random.percent(30) ? '!' : ''}` : inner;
  }

  /** Returns a random type for a field of a subgraph. */
  fieldType(subgraph: string): string {
    const random = this.random;
    const kind = random.below(100);
    if (kind < 3) return 'Query';
    if (kind < 45) return this.leafType();
    if (kind < 70) return this.wrapped(this.reach(subgraph, random.pick(this.entities)));
    const abstract = this.abstract.get(subgraph);
    if (kind < 85 && abstract) return this.wrapped(random.pick(abstract));
    return this.wrapped(this.value(subgraph, random.pick(this.values)));
  }

  /**
   * Finds a leaf of an entity that another subgraph resolves, and declares it external here; null
   * if there is none.
   */
  foreignLeaf(subgraph: string, entity: Entity): string | null {
    const named = entity.name;
    const other = this.plain.find(
      (plain) => plain.entity === entity && plain.subgraph !== subgraph && SCALARS.includes(bare(plain.type)),
    );
    if (!other || this.draft.rules.get(`${named}.${other.name}`)?.requires) return null;
    if (!this.draft.has(subgraph, named)) this.addKey(subgraph, entity, entity.keys[0]!, true);
    const fields = this.draft.type(subgraph, named).fields;
    if (!fields.has(other.name)) fields.set(other.name, `${other.declaration} @external`);
    this.need(named, other.name);
    return other.name;
  }
}

/**
 * Returns the declaration of a key field. Keys of one name have different types, so that fields of
 * two types do not merge.
 */
function keyField(type: string, field: string): string {
  return type === 'Entity1' && field === 'code' ? 'code: ID!' : KEY_FIELDS[field]!;
}

/** Returns the named type of a type. */
export function bare(type: string): string {
  return type.replace(/[[\]!]/g, '');
}
