import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  print,
  type TypeDefinitionNode,
} from 'graphql';
import { argumentOf, flagOf, parseFieldSet } from './directives.ts';
import type { ContextArgument, Key, SubgraphField, SubgraphModel, SubgraphType } from './subgraph-model.ts';

interface TypeDraft {
  readonly name: string;
  kind: SubgraphType['kind'];
  interfaceObject: boolean;
  readonly keys: Key[];
  readonly keyFields: Set<string>;
  readonly fields: Map<string, SubgraphField>;
  readonly members: Set<string>;
}

/** Lists the labels of progressive overrides in a supergraph. */
export function overrideLabelsOf(supergraph: DocumentNode): string[] {
  const labels = supergraph.definitions
    .filter(isComposite)
    .flatMap((node) => ('fields' in node ? (node.fields ?? []) : []))
    .flatMap(({ directives }) => named(directives, 'join__field'))
    .flatMap((directive) => argumentOf(directive, LABEL) ?? []);
  return [...new Set(labels)].sort();
}

/** The argument of `@join__field` with the label of a progressive override. */
const LABEL = 'overrideLabel';

/**
 * Reads the subgraphs from a supergraph (`join` specification 0.2 or later). Progressive overrides
 * apply if their label is active.
 */
export function subgraphModels(supergraph: DocumentNode, active: ReadonlySet<string>): SubgraphModel[] {
  const graphs = new Map<string, { name: string; types: Map<string, TypeDraft> }>();
  for (const node of supergraph.definitions)
    if (node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === 'join__Graph')
      for (const { name, directives = [] } of node.values ?? [])
        graphs.set(name.value, { name: argumentOf(directives[0]!, 'name') ?? name.value, types: new Map() });
  const typesOf = (graph: string | undefined) => graphs.get(graph ?? '')?.types;
  const definitions = supergraph.definitions.filter(isComposite);
  const composites = new Set(definitions.map(({ name }) => name.value));
  for (const node of definitions) declareType(node, typesOf);
  for (const node of definitions) declareMembers(node, typesOf);
  for (const node of definitions)
    if ('fields' in node)
      for (const field of node.fields ?? [])
        declareField(node, field, {
          typesOf,
          nameOf: (graph) => graphs.get(graph)?.name,
          composites,
          active,
        });
  return [...graphs.values()].map(({ name, types }) => ({
    name,
    types: new Map([...types].map(([type, draft]) => [type, { ...draft, members: [...draft.members] }])),
  }));
}

/** Returns the contexts that objects set (`@context`), by type. */
export function contextsOf(supergraph: DocumentNode): ReadonlyMap<string, ReadonlySet<string>> {
  return new Map(
    supergraph.definitions
      .filter(isComposite)
      .map((node) => [
        node.name.value,
        new Set(
          (node.directives ?? [])
            .filter((directive) => directive.name.value === 'context')
            .map((directive) => argumentOf(directive, 'name')!),
        ),
      ]),
  );
}

type TypesOf = (graph: string | undefined) => Map<string, TypeDraft> | undefined;
type Composite = TypeDefinitionNode & { readonly kind: keyof typeof KINDS };

const KINDS = {
  [Kind.OBJECT_TYPE_DEFINITION]: 'object',
  [Kind.INTERFACE_TYPE_DEFINITION]: 'interface',
  [Kind.UNION_TYPE_DEFINITION]: 'union',
} as const;

function isComposite(node: { readonly kind: string }): node is Composite {
  return node.kind in KINDS;
}

function declareType(node: Composite, typesOf: TypesOf): void {
  const name = node.name.value;
  for (const directive of named(node.directives, 'join__type')) {
    const types = typesOf(argumentOf(directive, 'graph'));
    if (!types) continue;
    let draft = types.get(name);
    if (!draft) {
      const kind = KINDS[node.kind];
      draft = {
        name,
        kind,
        interfaceObject: false,
        keys: [],
        keyFields: new Set(),
        fields: new Map(),
        members: new Set(),
      };
      types.set(name, draft);
    }
    if (flagOf(directive, 'isInterfaceObject')) {
      draft.interfaceObject = true;
      draft.kind = 'object';
    }
    const key = argumentOf(directive, 'key');
    if (key === undefined) continue;
    const fields = parseFieldSet(key);
    if (flagOf(directive, 'extension'))
      for (const node of fields.selections)
        if (node.kind === Kind.FIELD) draft.keyFields.add(node.name.value);
    if (flagOf(directive, 'resolvable') !== false) draft.keys.push({ text: key, fields });
  }
}

function declareMembers(node: Composite, typesOf: TypesOf): void {
  const name = node.name.value;
  for (const directive of named(node.directives, 'join__unionMember')) {
    const draft = typesOf(argumentOf(directive, 'graph'))?.get(name);
    draft?.members.add(argumentOf(directive, 'member')!);
  }
  if (node.kind !== Kind.OBJECT_TYPE_DEFINITION) return;
  for (const directive of named(node.directives, 'join__implements')) {
    const types = typesOf(argumentOf(directive, 'graph'));
    types?.get(argumentOf(directive, 'interface') ?? '')?.members.add(name);
  }
}

/** What the fields of a supergraph are read with. */
interface FieldReading {
  readonly typesOf: TypesOf;
  /** Returns the name of a subgraph by its value of `join__Graph`. */
  readonly nameOf: (graph: string) => string | undefined;
  readonly composites: ReadonlySet<string>;
  /** The labels whose progressive overrides apply. */
  readonly active: ReadonlySet<string>;
}

/**
 * Declares a field in its subgraphs; without `@join__field`, in every subgraph that has the type.
 */
function declareField(
  node: Composite,
  field: FieldDefinitionNode,
  { typesOf, nameOf, composites, active }: FieldReading,
): void {
  const type = node.name.value;
  const joins = named(field.directives, 'join__field');
  const declare = (graph: string | undefined, directive: ConstDirectiveNode | null) => {
    typesOf(graph)
      ?.get(type)
      ?.fields.set(field.name.value, fieldFrom(field, directive, composites));
  };
  if (joins.length === 0)
    for (const directive of named(node.directives, 'join__type'))
      declare(argumentOf(directive, 'graph'), null);
  const isProgressive = joins.some((directive) => argumentOf(directive, LABEL) !== undefined);
  // Composition also labels the overridden field.
  const overriding = joins.filter(
    (directive) =>
      argumentOf(directive, LABEL) !== undefined && argumentOf(directive, 'override') !== undefined,
  );
  const applied = overriding.filter((directive) => active.has(argumentOf(directive, LABEL)!));
  const overridden = new Set(applied.map((directive) => argumentOf(directive, 'override')));
  for (const directive of joins) {
    const graph = argumentOf(directive, 'graph');
    if (overriding.includes(directive) && !applied.includes(directive)) continue;
    if (overridden.has(nameOf(graph ?? ''))) continue;
    if (flagOf(directive, 'usedOverridden') && !isProgressive) continue;
    declare(graph, directive);
  }
}

function fieldFrom(
  field: FieldDefinitionNode,
  directive: ConstDirectiveNode | null,
  composites: ReadonlySet<string>,
): SubgraphField {
  const set = (name: string) => {
    const text = directive && argumentOf(directive, name);
    return text ? parseFieldSet(text) : null;
  };
  const whole = (directive && argumentOf(directive, 'type')) ?? print(field.type);
  const type = whole.replace(/[[\]!]/g, '');
  return {
    type,
    shape: composites.has(type) ? whole.replace(type, '') : whole,
    external: directive ? flagOf(directive, 'external') === true : false,
    requires: set('requires'),
    provides: set('provides'),
    contexts: directive ? contextArguments(directive) : [],
  };
}

function contextArguments({ arguments: args = [] }: ConstDirectiveNode): ContextArgument[] {
  const list = args.find(({ name }) => name.value === 'contextArguments')?.value;
  if (list?.kind !== Kind.LIST) return [];
  return list.values.flatMap((value) => {
    if (value.kind !== Kind.OBJECT) return [];
    const text = (name: string) => {
      const inner = value.fields.find((field) => field.name.value === name)?.value;
      return inner?.kind === Kind.STRING ? inner.value : '';
    };
    return [
      {
        context: text('context'),
        name: text('name'),
        type: text('type'),
        selection: parseFieldSet(text('selection')),
      },
    ];
  });
}

function named(directives: readonly ConstDirectiveNode[] | undefined, name: string): ConstDirectiveNode[] {
  return (directives ?? []).filter((directive) => directive.name.value === name);
}
