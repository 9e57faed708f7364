import { isObject, type Json, put } from '../../json.ts';
import type { RequiredNode } from '../../planning/plan.ts';
import type { TypeMatch } from '../../type-conditions.ts';
import {
  compileSelection,
  type RequiredField,
  type Requirement,
  type RequirementOf,
} from './requirements.ts';

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
