import {
  type ConstDirectiveNode,
  type ConstValueNode,
  type DocumentNode,
  Kind,
  type ObjectTypeDefinitionNode,
} from 'graphql';
import { argumentOf, flagOf } from '../planning/supergraph/directives.ts';

/** What `@cacheControl` declares for a field, or for the fields that return a type. */
export interface CacheControlHint {
  /** Seconds; undefined if it declares none. */
  readonly maxAge: number | undefined;
  readonly isPrivate: boolean;
  /** Whether an object without an age has that of its parent. */
  readonly inherits: boolean;
}

/** The directives for caching in a supergraph. A coordinate is `Type` or `Type.field`. */
export interface CacheDirectives {
  /** Returns what applies in a subgraph; undefined if nothing is declared. */
  hintOf(subgraph: string, coordinate: string): CacheControlHint | undefined;
  /** Returns the formats of tags (`@cacheTag`) that a subgraph has declared. */
  formatsOf(subgraph: string, coordinate: string): readonly string[];
}

/** A directive, and the subgraphs that have declared it; null if composition does not say. */
interface Declared<Value> {
  readonly subgraphs: ReadonlySet<string> | null;
  readonly value: Value;
}

const CACHE_CONTROL = 'cacheControl';
const CACHE_TAG = 'cacheTag';

/**
 * Reads `@cacheControl` and `@cacheTag`. Composition keeps `@cacheTag` as a `@join__directive` with
 * its subgraphs, and so does `tributary compose` with `@cacheControl`. Others keep it only by
 * `@composeDirective`, without the subgraphs.
 */
export function readCacheDirectives(supergraph: DocumentNode): CacheDirectives {
  const names = subgraphNames(supergraph);
  const composed = nameOfImport(supergraph, `@${CACHE_CONTROL}`);
  const hints = new Map<string, Declared<CacheControlHint>[]>();
  const formats = new Map<string, Declared<string>[]>();
  for (const { coordinate, directive } of appliedDirectives(supergraph)) {
    if (directive.name.value === composed) {
      append(hints, coordinate, { subgraphs: null, value: hintFrom(directive) });
      continue;
    }
    const joined = joinedDirective(directive, names);
    if (!joined) continue;
    const { subgraphs, name, inner } = joined;
    if (name === CACHE_CONTROL) append(hints, coordinate, { subgraphs, value: hintFrom(inner) });
    const format = name === CACHE_TAG ? argumentOf(inner, 'format') : undefined;
    if (format !== undefined) append(formats, coordinate, { subgraphs, value: format });
  }
  // Where the subgraphs are known, that of one of them does not apply to the others.
  if ([...hints.values()].some((all) => all.some(({ subgraphs }) => subgraphs)))
    for (const [coordinate, all] of hints)
      hints.set(
        coordinate,
        all.filter(({ subgraphs }) => subgraphs),
      );
  return {
    hintOf: (subgraph, coordinate) => strictestHint(ofSubgraph(hints, subgraph, coordinate)),
    formatsOf: (subgraph, coordinate) => ofSubgraph(formats, subgraph, coordinate),
  };
}

/** Returns the strictest of several hints; undefined if there are none. */
export function strictestHint(hints: readonly CacheControlHint[]): CacheControlHint | undefined {
  if (hints.length < 2) return hints[0];
  const ages = hints.flatMap(({ maxAge }) => (maxAge === undefined ? [] : [maxAge]));
  return {
    maxAge: ages.length > 0 ? Math.min(...ages) : undefined,
    isPrivate: hints.some(({ isPrivate }) => isPrivate),
    inherits: hints.every(({ inherits }) => inherits),
  };
}

function ofSubgraph<Value>(
  all: ReadonlyMap<string, readonly Declared<Value>[]>,
  subgraph: string,
  coordinate: string,
): Value[] {
  const declared = all.get(coordinate) ?? [];
  return declared.filter(({ subgraphs }) => !subgraphs || subgraphs.has(subgraph)).map(({ value }) => value);
}

function append<Value>(all: Map<string, Value[]>, coordinate: string, value: Value): void {
  const known = all.get(coordinate);
  if (known) known.push(value);
  else all.set(coordinate, [value]);
}

function* appliedDirectives(supergraph: DocumentNode) {
  for (const node of supergraph.definitions) {
    if (
      node.kind !== Kind.OBJECT_TYPE_DEFINITION &&
      node.kind !== Kind.INTERFACE_TYPE_DEFINITION &&
      node.kind !== Kind.UNION_TYPE_DEFINITION
    )
      continue;
    const type = node.name.value;
    for (const directive of node.directives ?? []) yield { coordinate: type, directive };
    for (const field of (node as Partial<ObjectTypeDefinitionNode>).fields ?? [])
      for (const directive of field.directives ?? [])
        yield { coordinate: `${type}.${field.name.value}`, directive };
  }
}

/** Returns the names of subgraphs by their values of `join__Graph`. */
function subgraphNames({ definitions }: DocumentNode): ReadonlyMap<string, string> {
  const graphs = definitions.find(
    (node) => node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph',
  );
  if (graphs?.kind !== Kind.ENUM_TYPE_DEFINITION) return new Map();
  return new Map(
    (graphs.values ?? []).map(({ name, directives = [] }) => {
      const joined = directives.find((directive) => directive.name.value === 'join__graph');
      return [name.value, (joined && argumentOf(joined, 'name')) ?? name.value];
    }),
  );
}

/** Returns the name under which the supergraph imports a directive, without `@`. */
function nameOfImport({ definitions }: DocumentNode, imported: string): string {
  for (const node of definitions)
    if (node.kind === Kind.SCHEMA_DEFINITION)
      for (const directive of node.directives ?? []) {
        const list = directive.arguments?.find(({ name }) => name.value === 'import')?.value;
        if (list?.kind !== Kind.LIST) continue;
        for (const value of list.values) {
          const [name, as] = [textIn(value, 'name'), textIn(value, 'as')];
          if (name === imported && as) return as.slice(1);
        }
      }
  return imported.slice(1);
}

function joinedDirective(directive: ConstDirectiveNode, names: ReadonlyMap<string, string>) {
  if (directive.name.value !== 'join__directive') return null;
  const values = new Map(directive.arguments?.map(({ name, value }) => [name.value, value]));
  const graphs = values.get('graphs');
  const args = values.get('args');
  if (graphs?.kind !== Kind.LIST || args?.kind !== Kind.OBJECT) return null;
  const subgraphs = graphs.values.map((value) => (value.kind === Kind.ENUM ? names.get(value.value) : ''));
  return {
    subgraphs: new Set(subgraphs.map((name) => name ?? '')),
    // A directive that is not imported has a prefix: `federation__cacheTag`.
    name: argumentOf(directive, 'name')?.split('__').at(-1),
    inner: {
      ...directive,
      arguments: args.fields.map((field) => ({ ...field, kind: Kind.ARGUMENT }) as const),
    },
  };
}

function hintFrom(node: ConstDirectiveNode): CacheControlHint {
  const age = node.arguments?.find(({ name }) => name.value === 'maxAge')?.value;
  return {
    maxAge: age?.kind === Kind.INT ? Number(age.value) : undefined,
    isPrivate: argumentOf(node, 'scope') === 'PRIVATE',
    inherits: flagOf(node, 'inheritMaxAge') === true,
  };
}

function textIn(value: ConstValueNode, name: string): string | undefined {
  if (value.kind !== Kind.OBJECT) return undefined;
  const inner = value.fields.find((field) => field.name.value === name)?.value;
  return inner?.kind === Kind.STRING ? inner.value : undefined;
}
