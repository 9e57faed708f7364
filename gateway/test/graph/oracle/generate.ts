import { type Random, randomFrom } from '../support/random.ts';
import { Draft, type World } from './world.ts';

/** Types that every subgraph declares: each gives the same values of them. */
const BASE = `
  enum Size { SMALL MEDIUM LARGE }
  input Filter { size: Size = MEDIUM, near: [Int!], inner: Filter }
  type Tag @shareable { k: String! }`;

/** Ways in which an entity can be told from others: the first key is in every choice, so that all can be reached. */
const KEYS = [['id'], ['id', 'code'], ['id', 'sku tag { k }'], ['id', 'code', 'sku tag { k }']] as const;
const KEY_FIELDS: Readonly<Record<string, string>> = {
  id: 'id: ID!',
  code: 'code: Int!',
  sku: 'sku: String!',
  tag: 'tag: Tag!',
};

const SCALARS = ['Int', 'String', 'Float', 'Boolean', 'ID', 'Size'];
const ARGUMENTS = ['size: Size = SMALL', 'first: Int', 'text: String = "a"', 'filter: Filter', 'ids: [ID!]'];

interface Entity {
  readonly name: string;
  readonly keys: readonly string[];
  /** The subgraphs that add fields to it; the first has all its keys. */
  readonly homes: readonly string[];
  /** The entity interface that it implements. */
  readonly of?: string;
}

/** A field that may be required elsewhere. */
interface Plain {
  readonly entity: Entity;
  readonly subgraph: string;
  readonly name: string;
  readonly declaration: string;
  readonly type: string;
}

/** Makes up a world: of the same seed the same one. It may be one that composition refuses. */
export function makeWorld(seed: number): World {
  return new Generator(seed).make();
}

class Generator {
  readonly #random: Random;
  readonly #names: string[];
  readonly #draft: Draft;
  readonly #entities: Entity[] = [];
  readonly #values: string[] = [];
  readonly #plain: Plain[] = [];
  readonly #interfaceObjects = new Map<string, Set<string>>();
  /** Interfaces and unions, by the one subgraph that has them. */
  readonly #abstract = new Map<string, string[]>();
  #counter = 0;
  readonly #mutates: boolean;

  constructor(seed: number) {
    this.#random = randomFrom(seed * 7_919 + 13);
    this.#names = ['ants', 'bees', 'cats', 'dogs'].slice(0, 2 + this.#random.below(3));
    this.#draft = new Draft(this.#names);
    this.#mutates = this.#random.percent(30);
  }

  make(): World {
    const random = this.#random;
    this.#draft.rules.set('Tag.k', { owner: 'Tag', identity: true });
    for (let index = 0; index < 1 + random.below(2); index++) this.#values.push(`Value${index}`);
    for (let index = 0; index < 2 + random.below(2); index++)
      this.#entities.push({ name: `Entity${index}`, keys: random.pick(KEYS), homes: this.#someNames() });
    if (random.percent(45)) this.#entityInterface();
    for (const entity of this.#entities) this.#declareEntity(entity);
    this.#abstractTypes();
    for (const entity of this.#entities) this.#ownFields(entity);
    for (const entity of this.#entities) if (random.percent(25)) this.#distributed(entity);
    for (let index = 0; index < 2 + random.below(4); index++) this.#requiring();
    if (random.percent(60)) this.#provides();
    if (random.percent(40)) this.#override();
    this.#roots();
    return this.#draft.world(BASE);
  }

  #someNames(): string[] {
    const shuffled = [...this.#names].sort(() => this.#random.below(3) - 1);
    return shuffled.slice(0, 1 + this.#random.below(shuffled.length));
  }

  #name(prefix: string): string {
    this.#counter += 1;
    return `${prefix}${this.#counter}`;
  }

  /** An interface with a key, its object types in one subgraph, and interface objects in others. */
  #entityInterface(): void {
    const [home, ...others] = this.#someNames();
    const draft = this.#draft.type(home!, 'Media');
    draft.kind = 'interface';
    draft.keys.add('fields: "id"');
    draft.fields.set('id', 'id: ID!');
    draft.fields.set('title', 'title: String');
    const members = ['Book', 'Film', 'Song'].slice(0, 2 + this.#random.below(2));
    this.#draft.members.set('Media', members);
    this.#draft.entityInterfaces.add('Media');
    for (const type of ['Media', ...members]) this.#rule(type, 'title', 'Media');
    this.#rule('Media', 'id', 'Media', undefined, true);
    const objects = new Set(others);
    // Subgraphs that know the objects by their own types may add fields to them as well.
    const outside = this.#names.filter((name) => name !== home && !objects.has(name));
    for (const name of members) {
      const further = outside.filter(() => this.#random.percent(40));
      this.#entities.push({ name, keys: KEYS[0], homes: [home!, ...further], of: 'Media' });
    }
    this.#interfaceObjects.set('Media', objects);
    let before: string | null = null;
    for (const subgraph of objects) {
      const object = this.#draft.type(subgraph, 'Media');
      object.keys.add('fields: "id"');
      object.interfaceObject = true;
      object.fields.set('id', 'id: ID!');
      const name = this.#name('extra');
      const declaration = `${name}: ${this.#leafType()}`;
      object.fields.set(name, declaration);
      for (const type of ['Media', ...members]) this.#rule(type, name, 'Media');
      if (this.#random.percent(50)) this.#loud(subgraph, members, before);
      before = declaration;
    }
    this.#addAbstract(home!, 'Media');
  }

  /** A field of an interface object that is resolved from fields of others. */
  #loud(subgraph: string, members: readonly string[], other: string | null): void {
    const { fields } = this.#draft.type(subgraph, 'Media');
    const loud = this.#name('loud');
    fields.set('title', 'title: String @external');
    const required = ['title'];
    if (other && this.#random.percent(60)) {
      const name = other.slice(0, other.indexOf(':'));
      fields.set(name, `${other} @external`);
      required.push(name);
    }
    fields.set(loud, `${loud}: String @requires(fields: "${required.join(' ')}")`);
    for (const type of ['Media', ...members]) {
      this.#rule(type, loud, 'Media', required.join(' '));
      for (const name of required) this.#need(type, name);
    }
  }

  #declareEntity(entity: Entity): void {
    for (const [index, subgraph] of entity.homes.entries()) {
      const keys = index === 0 ? entity.keys : [this.#random.pick(entity.keys)];
      for (const key of keys) this.#addKey(subgraph, entity, key, true);
    }
    if (!entity.of) return;
    const draft = this.#draft.type(entity.homes[0]!, entity.name);
    draft.interfaces.add(entity.of);
    draft.fields.set('title', 'title: String');
  }

  #addKey(subgraph: string, { name }: Entity, key: string, resolvable: boolean): void {
    const draft = this.#draft.type(subgraph, name);
    draft.keys.add(`fields: "${key}"${resolvable ? '' : ', resolvable: false'}`);
    for (const field of key
      .replace(/\{[^}]*\}/, '')
      .trim()
      .split(/\s+/)) {
      draft.fields.set(field, `${keyField(name, field)}${draft.keys.size > 0 ? ' @shareable' : ''}`);
      this.#rule(name, field, name, undefined, true);
    }
  }

  #rule(type: string, field: string, owner: string, requires?: string, identity = false): void {
    const needed = this.#draft.rules.get(`${type}.${field}`)?.needed ?? false;
    const rule = { owner, identity, needed, ...(requires ? { requires } : {}) };
    this.#draft.rules.set(`${type}.${field}`, rule);
  }

  #need(type: string, field: string): void {
    this.#draft.rules.get(`${type}.${field}`)!.needed = true;
  }

  /** Makes a type known in a subgraph, by a key that may not be resolvable; gives the name that it has there. */
  #reach(subgraph: string, entity: Entity): string {
    if (entity.of && this.#interfaceObjects.get(entity.of)?.has(subgraph)) return entity.of;
    if (!this.#draft.has(subgraph, entity.name))
      this.#addKey(subgraph, entity, this.#random.pick(entity.keys), this.#random.percent(50));
    return entity.name;
  }

  #value(subgraph: string, name: string): string {
    if (this.#draft.has(subgraph, name)) return name;
    const draft = this.#draft.type(subgraph, name);
    draft.fields.set('w', 'w: Int @shareable');
    draft.fields.set('h', 'h: Float! @shareable');
    draft.fields.set('says', 'says(text: String = "hm", size: Size): [String!] @shareable');
    for (const field of ['w', 'h', 'says']) this.#rule(name, field, name);
    return name;
  }

  /** A plain interface and a union, each in one subgraph that has types for it. */
  #abstractTypes(): void {
    const random = this.#random;
    for (const subgraph of this.#names) {
      const present = this.#entities.filter(({ name }) => this.#draft.has(subgraph, name));
      if (present.length >= 2 && random.percent(40)) this.#union(subgraph, present);
      const own = present.filter(({ homes }) => homes.includes(subgraph));
      if (own.length >= 1 && random.percent(40)) this.#plainInterface(subgraph, own);
    }
  }

  #union(subgraph: string, present: readonly Entity[]): void {
    const name = this.#name('Union');
    const draft = this.#draft.type(subgraph, name);
    draft.kind = 'union';
    draft.members = [...present.map((entity) => entity.name), this.#value(subgraph, this.#values[0]!)];
    this.#draft.members.set(name, draft.members);
    this.#addAbstract(subgraph, name);
  }

  #plainInterface(subgraph: string, own: readonly Entity[]): void {
    const [name, field] = [this.#name('Named'), this.#name('label')];
    const draft = this.#draft.type(subgraph, name);
    draft.kind = 'interface';
    const declaration = `${field}${this.#arguments(40)}: String`;
    draft.fields.set(field, declaration);
    for (const entity of own) {
      const type = this.#draft.type(subgraph, entity.name);
      type.interfaces.add(name);
      type.fields.set(field, declaration);
      this.#rule(entity.name, field, entity.name);
    }
    this.#draft.members.set(
      name,
      own.map((entity) => entity.name),
    );
    this.#addAbstract(subgraph, name);
  }

  #addAbstract(subgraph: string, name: string): void {
    this.#abstract.set(subgraph, [...(this.#abstract.get(subgraph) ?? []), name]);
  }

  #ownFields(entity: Entity): void {
    for (const subgraph of entity.homes) {
      for (let index = 0; index < 1 + this.#random.below(3); index++) {
        const free = subgraph === entity.homes[0] && index === 0;
        const name = free && this.#random.percent(30) ? 'same' : this.#name('f');
        const type = this.#fieldType(subgraph);
        const declaration = `${name}${this.#arguments(35)}: ${type}`;
        this.#draft.type(subgraph, entity.name).fields.set(name, declaration);
        this.#rule(entity.name, name, entity.name);
        this.#plain.push({ entity, subgraph, name, declaration, type });
      }
    }
  }

  /** An object without a key that several subgraphs have for an entity, each with a field of its own. */
  #distributed(entity: Entity): void {
    const [type, name] = [this.#name('Part'), this.#name('d')];
    for (const subgraph of entity.homes) {
      this.#draft.type(subgraph, entity.name).fields.set(name, `${name}: ${type} @shareable`);
      const { fields } = this.#draft.type(subgraph, type);
      const own = this.#name('own');
      fields.set('all', 'all: Int @shareable');
      fields.set(own, `${own}: ${this.#leafType()}`);
      for (const field of ['all', own]) this.#rule(type, field, type);
    }
    this.#rule(entity.name, name, entity.name);
  }

  #arguments(percent: number): string {
    if (!this.#random.percent(percent)) return '';
    const some = ARGUMENTS.filter(() => this.#random.percent(35));
    return some.length > 0 ? `(${some.join(', ')})` : '';
  }

  #leafType(): string {
    return this.#wrapped(this.#random.pick(SCALARS));
  }

  #wrapped(type: string): string {
    const random = this.#random;
    const inner = random.percent(35) ? `${type}!` : type;
    return random.percent(25) ? `[${inner}]${random.percent(30) ? '!' : ''}` : inner;
  }

  #fieldType(subgraph: string): string {
    const random = this.#random;
    const kind = random.below(100);
    if (kind < 3) return 'Query';
    if (kind < 45) return this.#leafType();
    if (kind < 70) return this.#wrapped(this.#reach(subgraph, random.pick(this.#entities)));
    const abstract = this.#abstract.get(subgraph);
    if (kind < 85 && abstract) return this.#wrapped(random.pick(abstract));
    return this.#wrapped(this.#value(subgraph, random.pick(this.#values)));
  }

  /** A field that is resolved from what other subgraphs have of the same object. */
  #requiring(): void {
    const random = this.#random;
    const entities = this.#entities.filter(({ homes, of }) => homes.length > 1 && !of);
    if (entities.length === 0) return;
    const entity = random.pick(entities);
    const subgraph = random.pick(entity.homes);
    const foreign = this.#plain.filter((plain) => plain.entity === entity && plain.subgraph !== subgraph);
    const wanted = foreign.filter(() => random.percent(50));
    const parts = wanted.flatMap((plain) => this.#requirement(subgraph, plain) ?? []);
    if (parts.length === 0) return;
    const requires = parts.join(' ');
    const name = this.#name('r');
    const declaration = `${name}${this.#arguments(30)}: ${random.percent(30) ? 'Float!' : 'String'}`;
    this.#draft
      .type(subgraph, entity.name)
      .fields.set(name, `${declaration} @requires(fields: ${JSON.stringify(requires)})`);
    this.#rule(entity.name, name, entity.name, requires);
    // The field itself may be required by another.
    const type = declaration.slice(declaration.lastIndexOf(':') + 1).trim();
    this.#plain.push({ entity, subgraph, name, declaration, type });
  }

  /** Selects a field of another subgraph, and declares it external here. */
  #requirement(subgraph: string, { entity, name, declaration, type }: Plain): string | null {
    const random = this.#random;
    const named = type.replace(/[[\]!]/g, '');
    const inner = this.#innerRequirement(subgraph, named);
    if (inner === null) return null;
    const fields = this.#draft.type(subgraph, entity.name).fields;
    if (!fields.has(name)) fields.set(name, `${declaration} @external`);
    this.#need(entity.name, name);
    const given =
      /text: String/.test(declaration) && random.percent(70) ? `(text: "t${random.below(3)}")` : '';
    return `${name}${given}${inner}`;
  }

  #innerRequirement(subgraph: string, named: string): string | null {
    const random = this.#random;
    if (SCALARS.includes(named)) return '';
    if (this.#values.includes(named)) {
      this.#value(subgraph, named);
      for (const field of ['w', 'h', 'says']) this.#need(named, field);
      return random.percent(50) ? ' { w h }' : ` { h says(text: "n${random.below(2)}") }`;
    }
    if (named.startsWith('Union')) return this.#unionRequirement(subgraph, named);
    const entity = this.#entities.find((each) => each.name === named);
    if (!entity || entity.of) return null;
    const field = this.#foreignLeaf(subgraph, entity);
    return field && ` { ${field} }`;
  }

  /** What is required of the objects of a union, by their types; this subgraph has to know the union. */
  #unionRequirement(subgraph: string, union: string): string | null {
    const members = this.#draft.members.get(union)!;
    const entities = this.#entities.filter(({ name }) => members.includes(name));
    if (entities.some(({ of }) => of && this.#interfaceObjects.get(of)?.has(subgraph))) return null;
    const fragments: string[] = [];
    for (const entity of entities) {
      const field = entity.of ? null : this.#foreignLeaf(subgraph, entity);
      if (field) fragments.push(`... on ${entity.name} { ${field} }`);
      else this.#reach(subgraph, entity);
    }
    for (const name of members.filter((member) => this.#values.includes(member))) {
      this.#value(subgraph, name);
      this.#need(name, 'w');
      fragments.push(`... on ${name} { w }`);
    }
    const draft = this.#draft.type(subgraph, union);
    draft.kind = 'union';
    draft.members = members;
    return ` { ${fragments.join(' ')} }`;
  }

  /** A leaf of an entity that another subgraph resolves, declared external here. */
  #foreignLeaf(subgraph: string, entity: Entity): string | null {
    const named = entity.name;
    const other = this.#plain.find(
      (plain) => plain.entity === entity && plain.subgraph !== subgraph && SCALARS.includes(bare(plain.type)),
    );
    if (!other || this.#draft.rules.get(`${named}.${other.name}`)?.requires) return null;
    if (!this.#draft.has(subgraph, named)) this.#addKey(subgraph, entity, entity.keys[0]!, true);
    const fields = this.#draft.type(subgraph, named).fields;
    if (!fields.has(other.name)) fields.set(other.name, `${other.declaration} @external`);
    this.#need(named, other.name);
    return other.name;
  }

  /** A field whose objects come with a field that is another subgraph's. */
  #provides(): void {
    const random = this.#random;
    const offered = this.#plain.filter(
      ({ entity, type, name, declaration }) =>
        SCALARS.includes(bare(type)) &&
        !declaration.includes('(') &&
        !entity.of &&
        !this.#draft.rules.get(`${entity.name}.${name}`)?.requires,
    );
    if (offered.length === 0) return;
    const plain = random.pick(offered);
    const others = this.#names.filter((name) => name !== plain.subgraph);
    const subgraph = random.pick(others);
    const host = this.#entities.find(({ homes, of }) => homes.includes(subgraph) && !of);
    if (!host) return;
    if (!this.#draft.has(subgraph, plain.entity.name)) this.#reach(subgraph, plain.entity);
    const home = this.#draft.type(plain.subgraph, plain.entity.name).fields;
    home.set(plain.name, `${plain.declaration} @shareable`);
    const fields = this.#draft.type(subgraph, plain.entity.name).fields;
    if (!fields.has(plain.name)) fields.set(plain.name, `${plain.declaration} @external`);
    const name = this.#name('p');
    this.#draft
      .type(subgraph, host.name)
      .fields.set(name, `${name}: ${this.#wrapped(plain.entity.name)} @provides(fields: "${plain.name}")`);
    this.#rule(host.name, name, host.name);
  }

  #override(): void {
    const moved = this.#plain.find(
      ({ entity, subgraph, name, type }) =>
        entity.homes.length > 1 &&
        SCALARS.includes(bare(type)) &&
        !this.#draft.rules.get(`${entity.name}.${name}`)?.requires &&
        this.#names.every(
          (each) =>
            each === subgraph ||
            !this.#draft.has(each, entity.name) ||
            !this.#draft.type(each, entity.name).fields.has(name),
        ),
    );
    if (!moved) return;
    const to = moved.entity.homes.find((home) => home !== moved.subgraph);
    if (!to) return;
    this.#draft
      .type(to, moved.entity.name)
      .fields.set(moved.name, `${moved.declaration} @override(from: "${moved.subgraph}")`);
  }

  #roots(): void {
    const random = this.#random;
    const shared = this.#name('Shared');
    const sharing = this.#names.filter(() => random.percent(50));
    for (const subgraph of this.#names) {
      const query = this.#draft.type(subgraph, 'Query').fields;
      for (let index = 0; index < 1 + random.below(3); index++) {
        const name = this.#name('q');
        query.set(name, `${name}${this.#arguments(30)}: ${this.#fieldType(subgraph)}`);
        this.#rule('Query', name, 'Query');
      }
      if (this.#mutates) {
        const name = this.#name('m');
        this.#draft
          .type(subgraph, 'Mutation')
          .fields.set(name, `${name}${this.#arguments(50)}: ${this.#fieldType(subgraph)}`);
        this.#rule('Mutation', name, 'Mutation');
      }
      if (sharing.length < 2 || !sharing.includes(subgraph)) continue;
      // One object that several subgraphs give at the root, each with a field of its own.
      query.set('shared', `shared: ${shared} @shareable`);
      const fields = this.#draft.type(subgraph, shared).fields;
      fields.set('all', 'all: Int @shareable');
      const own = this.#name('own');
      fields.set(own, `${own}: ${this.#leafType()}`);
      for (const field of ['all', own]) this.#rule(shared, field, shared);
      this.#rule('Query', 'shared', 'Query');
    }
  }
}

/** Keys of one name have different types, so that fields of two types do not merge. */
function keyField(type: string, field: string): string {
  return type === 'Entity1' && field === 'code' ? 'code: ID!' : KEY_FIELDS[field]!;
}

function bare(type: string): string {
  return type.replace(/[[\]!]/g, '');
}
