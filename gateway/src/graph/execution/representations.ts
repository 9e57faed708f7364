import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import { isObject, type Json, put, reader } from './run.ts';
import type { TypeMatch } from './types.ts';

/** An entity as a subgraph is asked for it, and the objects of the response that are this entity. */
export interface Group {
  /** Tells it apart from other entities of its type, in all fetches that require the same. */
  readonly key: string | number;
  readonly representation: Json;
  readonly targets: Json[];
}

/** Turns objects into representations, each asked for once; an object that cannot be represented is left out. */
export type Represent = (entities: readonly Json[]) => Group[];

/** What is required of objects of one runtime type. */
interface Requirement {
  /** All of these must be there. */
  readonly fields: readonly RequiredField[];
  /** Each of these is there as a whole or not at all: they serve different fields of the fetch. */
  readonly parts: readonly RequirementOf[];
  /** The leaves beside `__typename`, when there is nothing else: they tell entities apart by themselves. */
  readonly leaves: readonly RequiredField[] | null;
}

interface RequiredField {
  readonly key: string;
  readonly read: (object: Json) => unknown;
  readonly inner: RequirementOf | null;
}

type RequirementOf = (typename: unknown) => Requirement;

/** Compiles the `requires` of a fetch. */
export function compileRequires(requires: readonly QueryPlanSelectionNode[], matches: TypeMatch): Represent {
  const requirementOf = compileSelection(requires, matches);
  return (entities) => {
    const groups: Group[] = [];
    const known = new Map<Requirement, Map<string | number, Group>>();
    for (let index = 0; index < entities.length; index++)
      addEntity(entities[index]!, requirementOf, known, groups);
    return groups;
  };
}

/** Puts an entity into its group; most are in one already, and need no representation of their own. */
function addEntity(
  entity: Json,
  requirementOf: RequirementOf,
  known: Map<Requirement, Map<string | number, Group>>,
  groups: Group[],
): void {
  const requirement = requirementOf(entity['__typename']);
  let mine = known.get(requirement);
  if (!mine) {
    mine = new Map();
    known.set(requirement, mine);
  }
  let representation: Json | null = null;
  let key = requirement.leaves && keyOf(entity, requirement.leaves);
  if (key === null) {
    representation = represent(entity, requirement);
    if (!representation) return;
    key = `json ${JSON.stringify(representation)}`;
  }
  const group = mine.get(key);
  if (group) {
    group.targets.push(entity);
    return;
  }
  representation ??= represent(entity, requirement);
  if (!representation?.['__typename']) return;
  const added = { key, representation, targets: [entity] };
  mine.set(key, added);
  groups.push(added);
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

/** Null when a required field has not been fetched: what should have brought it has failed, or was not wanted. */
function represent(object: Json, { fields, parts }: Requirement): Json | null {
  const result: Json = {};
  for (let index = 0; index < fields.length; index++) {
    const { key, read, inner } = fields[index]!;
    const value = read(object);
    if (value === undefined) return null;
    put(result, key, inner ? representValue(value, inner) : value);
  }
  for (const part of parts) addPart(result, represent(object, part(object['__typename'])));
  return result;
}

function representValue(value: unknown, inner: RequirementOf): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map((item) => representValue(item, inner));
  const object = value as Json;
  return represent(object, inner(object['__typename']));
}

/** Two parts may require different fields of the same object. */
function addPart(result: Json, part: Json | null): void {
  for (const [key, value] of Object.entries(part ?? {})) put(result, key, together(result[key], value));
}

function together(one: unknown, other: unknown): unknown {
  if (Array.isArray(one) && Array.isArray(other))
    return one.map((item, index) => together(item, other[index]));
  if (!isObject(one) || !isObject(other)) return other === undefined ? one : other;
  const both = { ...one };
  addPart(both, other);
  return both;
}

function compileSelection(nodes: readonly QueryPlanSelectionNode[], matches: TypeMatch): RequirementOf {
  const byType = new Map<unknown, Requirement>();
  return (typename) => {
    const known = byType.get(typename);
    if (known) return known;
    const requirement = requirementOn(nodes, typename, matches);
    byType.set(typename, requirement);
    return requirement;
  };
}

function requirementOn(
  nodes: readonly QueryPlanSelectionNode[],
  typename: unknown,
  matches: TypeMatch,
): Requirement {
  const fields: RequiredField[] = [];
  const parts: RequirementOf[] = [];
  for (const node of nodes) {
    if (node.kind === 'Field') {
      const key = node.alias ?? node.name;
      const inner = node.selections ? compileSelection(node.selections, matches) : null;
      fields.push({ key, read: reader(key), inner });
    } else if (!node.typeCondition || isOn(typename, node.typeCondition, matches)) {
      parts.push(compileSelection(node.selections, matches));
    }
  }
  // Fragments within fragments, each with nothing beside it, come to the innermost.
  if (fields.length === 0 && parts.length === 1) return parts[0]!(typename);
  const others = fields.filter(({ key }) => key !== '__typename');
  const plain = parts.length === 0 && others.length === fields.length - 1;
  const leaves = plain && others.length > 0 && others.every(({ inner }) => inner === null) ? others : null;
  return { fields, parts, leaves };
}

function isOn(typename: unknown, condition: string, matches: TypeMatch): boolean {
  return typeof typename === 'string' && matches(typename, condition);
}
