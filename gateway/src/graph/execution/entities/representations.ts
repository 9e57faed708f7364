import { isObject, type Json, put, reader } from '../../json.ts';
import type { RequiredNode } from '../../planning/plan.ts';
import type { TypeMatch } from '../../type-conditions.ts';

/** Objects of the response that are one entity, with the representation it is fetched by. */
export interface EntityGroup {
  /** Identifies the entity among those of its type, in all fetches with the same requirements. */
  readonly key: string | number;
  readonly representation: Json;
  /**
   * Response keys of fields whose requirements could not be fetched: the values returned for them
   * are ignored.
   */
  readonly unresolvable: readonly string[];
  readonly targets: Json[];
}

/**
 * Groups objects by entity, and builds one representation for each. Skips objects whose
 * requirements have not been fetched, and passes those whose keys are all null to `onNullKey`.
 */
export type Represent = (entities: readonly Json[], onNullKey: (entity: Json) => void) => EntityGroup[];

/** The requirements of objects of one runtime type. */
interface Requirement {
  /** Fields without which the object cannot be represented. */
  readonly fields: readonly RequiredField[];
  /** Parts that are represented completely or left out. */
  readonly parts: readonly Part[];
  /**
   * The fields other than `__typename` if all are leaves, which then identify the entity; otherwise
   * null.
   */
  readonly leaves: readonly RequiredField[] | null;
  /** The names of the required fields other than `__typename`. */
  readonly keys: readonly string[];
  /** Builds the representation if it consists of leaves; null for anything else. */
  readonly build: BuildLeaves | null;
  /** Whether there is no representation without all fields and parts. */
  readonly isWhole: boolean;
}

/** Builds a representation; null when a leaf is missing. */
type BuildLeaves = (object: Json) => Json | null;

interface RequiredField {
  /** The name in the representation. */
  readonly key: string;
  readonly read: (object: Json) => unknown;
  readonly inner: RequirementOf | null;
}

interface Part {
  readonly of: RequirementOf;
  /** The fields that require the part; null when all do. */
  readonly neededBy: readonly string[] | null;
}

type RequirementOf = (typename: unknown) => Requirement;

const NONE: readonly string[] = [];

/** Compiles the `requires` of a fetch. */
export function compileRequires(requires: readonly RequiredNode[], matches: TypeMatch): Represent {
  const requirementOf = compileSelection(requires, matches);
  return (entities, onNullKey) => {
    const groups: EntityGroup[] = [];
    const known = new Map<Requirement, Map<string | number, EntityGroup>>();
    for (let index = 0; index < entities.length; index++)
      addEntity(entities[index]!, requirementOf, known, groups, onNullKey);
    return groups;
  };
}

/** Adds an object to its group; most objects join an existing one and need no representation. */
function addEntity(
  entity: Json,
  requirementOf: RequirementOf,
  known: Map<Requirement, Map<string | number, EntityGroup>>,
  groups: EntityGroup[],
  onNullKey: (entity: Json) => void,
): void {
  const requirement = requirementOf(entity['__typename']);
  let mine = known.get(requirement);
  if (!mine) {
    mine = new Map();
    known.set(requirement, mine);
  }
  let unresolvable: string[] = [];
  let representation: Json | null = null;
  let key = requirement.leaves && keyOf(entity, requirement.leaves);
  if (key === null) {
    representation = represent(entity, requirement, unresolvable);
    if (!representation) return;
    key = `json ${JSON.stringify(representation)}`;
  }
  const group = mine.get(key);
  if (group) {
    group.targets.push(entity);
    return;
  }
  if (!representation) {
    unresolvable = [];
    representation = represent(entity, requirement, unresolvable);
  }
  if (!representation?.['__typename']) return;
  if (hasNullKey(representation, requirement)) {
    onNullKey(entity);
    return;
  }
  const added = {
    key,
    representation,
    unresolvable: unresolvable.length > 0 ? unresolvable : NONE,
    targets: [entity],
  };
  mine.set(key, added);
  groups.push(added);
}

/** Whether all key fields are null: the subgraph that provides the key does not know the entity. */
function hasNullKey(representation: Json, { keys }: Requirement): boolean {
  return keys.length > 0 && keys.every((key) => representation[key] === null);
}

/** Builds a key from the leaves; null where only the whole representation identifies the entity. */
function keyOf(entity: Json, leaves: readonly RequiredField[]): string | number | null {
  if (leaves.length === 1) {
    const value = leaves[0]!.read(entity);
    return typeof value === 'string' || typeof value === 'number' ? value : null;
  }
  let key = '';
  for (let index = 0; index < leaves.length; index++) {
    const value = leaves[index]!.read(entity);
    if (typeof value === 'string') key += `${value.length}:${value}`;
    else if (typeof value === 'number' || typeof value === 'boolean' || value === null) key += `${value};`;
    else return null;
  }
  return key;
}

/**
 * Builds a representation; null when a required field is missing because its fetch failed. If only
 * some fields require it, adds these to `unresolvable` and leaves it out of the representation.
 */
function represent(object: Json, requirement: Requirement, unresolvable: string[]): Json | null {
  const { fields, parts, build, isWhole } = requirement;
  const built = build?.(object);
  if (built || (build && isWhole)) return built ?? null;
  const result: Json = {};
  for (let index = 0; index < fields.length; index++) {
    const { key, read, inner } = fields[index]!;
    const value = read(object);
    const represented = inner ? representValue(value, inner) : value;
    if (represented === undefined) return null;
    put(result, key, represented);
  }
  for (const { of, neededBy } of parts) {
    const part = represent(object, of(object['__typename']), unresolvable);
    if (part && isCompatible(result, part)) addPart(result, part);
    else if (neededBy) unresolvable.push(...neededBy);
    else return null;
  }
  return result;
}

/**
 * Represents a value; undefined if a nested field has not been fetched, because null would mean
 * that it has no value.
 */
function representValue(value: unknown, inner: RequirementOf): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => representValue(item, inner));
    return items.includes(undefined) ? undefined : items;
  }
  const object = value as Json;
  return represent(object, inner(object['__typename']), []) ?? undefined;
}

/**
 * Whether two values can be merged. They cannot if an object is null in one of them because a field
 * failed that only one part requires.
 */
function isCompatible(one: unknown, other: unknown): boolean {
  if (one === undefined || other === undefined) return true;
  if (Array.isArray(one) && Array.isArray(other))
    return one.length === other.length && one.every((item, index) => isCompatible(item, other[index]));
  if (isObject(one) !== isObject(other)) return false;
  if (!isObject(one) || !isObject(other)) return true;
  return Object.entries(other).every(([key, value]) => isCompatible(one[key], value));
}

/** Merges deeply, because two parts may require different fields of the same object. */
function addPart(result: Json, part: Json): void {
  for (const [key, value] of Object.entries(part)) put(result, key, together(result[key], value));
}

function together(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other))
    return one.map((item, index) => together(item, other[index]));
  if (!isObject(one) || !isObject(other)) return other === undefined ? one : other;
  const both = { ...one };
  addPart(both, other);
  return both;
}

function compileSelection(nodes: readonly RequiredNode[], matches: TypeMatch): RequirementOf {
  const byType = new Map<unknown, Requirement>();
  return (typename) => {
    const known = byType.get(typename);
    if (known) return known;
    const requirement = requirementOn(nodes, typename, matches);
    byType.set(typename, requirement);
    return requirement;
  };
}

function requirementOn(nodes: readonly RequiredNode[], typename: unknown, matches: TypeMatch): Requirement {
  const fields: RequiredField[] = [];
  const parts: Part[] = [];
  for (const node of nodes) {
    if (node.kind === 'Field') {
      const inner = node.selections ? compileSelection(node.selections, matches) : null;
      fields.push({ key: node.name, read: reader(node.alias ?? node.name), inner });
    } else if (isOn(typename, node.typeCondition, matches)) {
      parts.push({ of: compileSelection(node.selections, matches), neededBy: node.neededBy ?? null });
    }
  }
  // A fragment that contains nothing but a fragment is the same as the inner one.
  if (fields.length === 0 && parts.length === 1 && !parts[0]!.neededBy) return parts[0]!.of(typename);
  const all = [...fields, ...parts.flatMap(({ of }) => leavesOf(of(typename)))];
  const others = all.filter(({ key }) => key !== '__typename');
  const plain = others.length > 0 && others.every(({ inner }) => inner === null);
  const leaves = plain && others.length < all.length ? others : null;
  const keys = fields.map(({ key }) => key).filter((key) => key !== '__typename');
  const isWhole = parts.every(({ neededBy }) => !neededBy);
  return { fields, parts, leaves, keys, build: leaves && generateBuild(all), isWhole };
}

/**
 * Generates the representation of leaves as one object literal; null if a name occurs twice, or is
 * that of a property that objects inherit.
 */
function generateBuild(leaves: readonly RequiredField[]): BuildLeaves | null {
  const names = new Set(leaves.map(({ key }) => key));
  if (names.size < leaves.length || [...names].some((name) => name in Object.prototype)) return null;
  const lines = leaves.map(
    (_, index) => `const v${index} = read[${index}](object);
    if (v${index} === undefined) return null;`,
  );
  const members = leaves.map(({ key }, index) => `${JSON.stringify(key)}: v${index}`);
  const write = new Function(
    'read',
    `return function build(object) { ${lines.join('\n')} return { ${members.join(', ')} }; };`,
  );
  return write(leaves.map(({ read }) => read));
}

/** Returns the fields of a part; nested parts are represented by one field that is not a leaf. */
function leavesOf({ fields, parts }: Requirement): readonly RequiredField[] {
  if (parts.length === 0) return fields;
  return [
    {
      key: '',
      read: () => undefined,
      inner: () => ({ fields, parts, leaves: null, keys: [], build: null, isWhole: true }),
    },
  ];
}

function isOn(typename: unknown, condition: string, matches: TypeMatch): boolean {
  return typeof typename === 'string' && matches(typename, condition);
}
