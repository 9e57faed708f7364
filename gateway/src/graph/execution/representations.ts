import type { RequiredNode } from '../planning/plan.ts';
import { isObject, type Json, put, reader } from './run.ts';
import type { TypeMatch } from './types.ts';

/** An entity as a subgraph is asked for it, and the objects of the response that are this entity. */
export interface Group {
  /** Tells it apart from other entities of its type, in all fetches that require the same. */
  readonly key: string | number;
  readonly representation: Json;
  /** The response keys of fields for which the representation lacks something: their values mean nothing. */
  readonly lacking: readonly string[];
  readonly targets: Json[];
}

/**
 * Turns objects into representations, each asked for once. An object is left out if what it needs has not been fetched;
 * one whose keys are null is told to `unknown`.
 */
export type Represent = (entities: readonly Json[], unknown: (entity: Json) => void) => Group[];

/** What is required of objects of one runtime type. */
interface Requirement {
  /** All of these must be there. */
  readonly fields: readonly RequiredField[];
  /** Each of these is there as a whole or not at all. */
  readonly parts: readonly Part[];
  /** The leaves beside `__typename`, when there is nothing else: they tell entities apart by themselves. */
  readonly leaves: readonly RequiredField[] | null;
}

interface RequiredField {
  /** The name in the representation. */
  readonly key: string;
  readonly read: (object: Json) => unknown;
  readonly inner: RequirementOf | null;
}

interface Part {
  readonly of: RequirementOf;
  /** The fields that are not fetched without it; null when nothing is. */
  readonly neededBy: readonly string[] | null;
}

type RequirementOf = (typename: unknown) => Requirement;

const NOTHING: readonly string[] = [];

/** Compiles the `requires` of a fetch. */
export function compileRequires(requires: readonly RequiredNode[], matches: TypeMatch): Represent {
  const requirementOf = compileSelection(requires, matches);
  return (entities, unknown) => {
    const groups: Group[] = [];
    const known = new Map<Requirement, Map<string | number, Group>>();
    for (let index = 0; index < entities.length; index++)
      addEntity(entities[index]!, requirementOf, known, groups, unknown);
    return groups;
  };
}

/** Puts an entity into its group; most are in one already, and need no representation of their own. */
function addEntity(
  entity: Json,
  requirementOf: RequirementOf,
  known: Map<Requirement, Map<string | number, Group>>,
  groups: Group[],
  unknown: (entity: Json) => void,
): void {
  const requirement = requirementOf(entity['__typename']);
  let mine = known.get(requirement);
  if (!mine) {
    mine = new Map();
    known.set(requirement, mine);
  }
  let lacking: string[] = [];
  let representation: Json | null = null;
  let key = requirement.leaves && keyOf(entity, requirement.leaves);
  if (key === null) {
    representation = represent(entity, requirement, lacking);
    if (!representation) return;
    key = `json ${JSON.stringify(representation)}`;
  }
  const group = mine.get(key);
  if (group) {
    group.targets.push(entity);
    return;
  }
  if (!representation) {
    lacking = [];
    representation = represent(entity, requirement, lacking);
  }
  if (!representation?.['__typename']) return;
  if (hasNullKey(representation, requirement)) {
    unknown(entity);
    return;
  }
  const added = { key, representation, lacking: lacking.length > 0 ? lacking : NOTHING, targets: [entity] };
  mine.set(key, added);
  groups.push(added);
}

/** Whether a subgraph that should have the key does not know the entity. */
function hasNullKey(representation: Json, { fields }: Requirement): boolean {
  const keys = fields.filter(({ key }) => key !== '__typename');
  return keys.length > 0 && keys.every(({ key }) => representation[key] === null);
}

/** Tells entities apart by their leaves; null where only the whole representation can. */
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
 * Null when a required field has not been fetched: what should have brought it has failed. Where only some fields need
 * it, these are added to `lacking`, and the representation goes without.
 */
function represent(object: Json, { fields, parts }: Requirement, lacking: string[]): Json | null {
  const result: Json = {};
  for (let index = 0; index < fields.length; index++) {
    const { key, read, inner } = fields[index]!;
    const value = read(object);
    const represented = inner ? representValue(value, inner) : value;
    if (represented === undefined) return null;
    put(result, key, represented);
  }
  for (const { of, neededBy } of parts) {
    const part = represent(object, of(object['__typename']), lacking);
    if (part) addPart(result, part);
    else if (neededBy) lacking.push(...neededBy);
    else return null;
  }
  return result;
}

/** Undefined when a field of the value, or of an item, has not been fetched: a null would say that there is none. */
function representValue(value: unknown, inner: RequirementOf): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const items = value.map((item) => representValue(item, inner));
    return items.includes(undefined) ? undefined : items;
  }
  const object = value as Json;
  return represent(object, inner(object['__typename']), []) ?? undefined;
}

/** Two parts may require different fields of the same object. */
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
  // Fragments within fragments, each with nothing beside it, come to the innermost.
  if (fields.length === 0 && parts.length === 1 && !parts[0]!.neededBy) return parts[0]!.of(typename);
  const all = [...fields, ...parts.flatMap(({ of }) => leavesOf(of(typename)))];
  const others = all.filter(({ key }) => key !== '__typename');
  const plain = others.length > 0 && others.every(({ inner }) => inner === null);
  return { fields, parts, leaves: plain && others.length < all.length ? others : null };
}

/** The fields of a part; a part that has parts of its own counts as a field that is no leaf. */
function leavesOf({ fields, parts }: Requirement): readonly RequiredField[] {
  if (parts.length === 0) return fields;
  return [{ key: '', read: () => undefined, inner: () => ({ fields, parts, leaves: null }) }];
}

function isOn(typename: unknown, condition: string, matches: TypeMatch): boolean {
  return typeof typename === 'string' && matches(typename, condition);
}
