import { type Json, reader } from '../../json.ts';
import type { RequiredNode } from '../../planning/plan.ts';
import type { TypeMatch } from '../../type-conditions.ts';

/** The requirements of objects of one runtime type. */
export interface Requirement {
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

/** A field that a fetch requires. */
export interface RequiredField {
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

/** Returns the requirements of objects of a runtime type. */
export type RequirementOf = (typename: unknown) => Requirement;

/** Compiles the selections of a `requires`, for each runtime type once. */
export function compileSelection(nodes: readonly RequiredNode[], matches: TypeMatch): RequirementOf {
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
