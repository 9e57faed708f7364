import {
  type ConstDirectiveNode,
  type DocumentNode,
  type FieldDefinitionNode,
  Kind,
  print,
  type SelectionSetNode,
  type TypeDefinitionNode,
} from 'graphql';
import { argumentOf, flagOf, parseFieldSet } from './directives.ts';

/** A field as one subgraph declares it. */
export interface SubgraphField {
  /** The named type that the subgraph returns. */
  readonly type: string;
  /** The response shape, by which fields of one response key can be merged or not: the type of a leaf, the wrappers of others. */
  readonly shape: string;
  /** Set when the subgraph does not resolve the field itself, unless a `@provides` or a key gives it. */
  readonly external: boolean;
  readonly requires: SelectionSetNode | null;
  readonly provides: SelectionSetNode | null;
  readonly contexts: readonly ContextArgument[];
}

/** An argument that the gateway fills from an object above (`@fromContext`). */
export interface ContextArgument {
  /** The name of the context, with its subgraph. */
  readonly context: string;
  readonly name: string;
  /** The type of the variable, as SDL. */
  readonly type: string;
  /** What is read of the object that sets the context; may be one selection for each of several types. */
  readonly selection: SelectionSetNode;
}

/** A key by which a subgraph resolves references. */
export interface Key {
  readonly text: string;
  readonly fields: SelectionSetNode;
}

/** A type as one subgraph declares it. */
export interface SubgraphType {
  readonly name: string;
  readonly kind: 'object' | 'interface' | 'union';
  /** Whether the subgraph knows the objects of this interface by the interface only (`@interfaceObject`). */
  readonly interfaceObject: boolean;
  /** The keys by which references are resolved. */
  readonly keys: readonly Key[];
  /** Key fields of a type that the subgraph extends: it returns them although they are external (Federation 1). */
  readonly keyFields: ReadonlySet<string>;
  readonly fields: ReadonlyMap<string, SubgraphField>;
  /** The object types behind it that the subgraph knows. */
  readonly members: readonly string[];
}

/** What one subgraph can answer. */
export interface SubgraphModel {
  readonly name: string;
  readonly types: ReadonlyMap<string, SubgraphType>;
}

interface Draft {
  readonly name: string;
  kind: SubgraphType['kind'];
  interfaceObject: boolean;
  readonly keys: Key[];
  readonly keyFields: Set<string>;
  readonly fields: Map<string, SubgraphField>;
  readonly members: Set<string>;
}

/** Reads from a supergraph what each of its subgraphs can answer (specification of `join`, version 0.2 or later). */
export function subgraphModels(supergraph: DocumentNode): SubgraphModel[] {
  const graphs = new Map<string, { name: string; types: Map<string, Draft> }>();
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
      for (const field of node.fields ?? []) declareField(node, field, typesOf, composites);
  return [...graphs.values()].map(({ name, types }) => ({
    name,
    types: new Map([...types].map(([type, draft]) => [type, { ...draft, members: [...draft.members] }])),
  }));
}

/** The contexts that the objects of types set, by type. */
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

type TypesOf = (graph: string | undefined) => Map<string, Draft> | undefined;
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

/** A field without directives of its own is in every subgraph that has the type. */
function declareField(
  node: Composite,
  field: FieldDefinitionNode,
  typesOf: TypesOf,
  composites: ReadonlySet<string>,
): void {
  const type = node.name.value;
  const places = named(field.directives, 'join__field');
  const declare = (graph: string | undefined, directive: ConstDirectiveNode | null) => {
    typesOf(graph)
      ?.get(type)
      ?.fields.set(field.name.value, fieldFrom(field, directive, composites));
  };
  if (places.length === 0)
    for (const directive of named(node.directives, 'join__type'))
      declare(argumentOf(directive, 'graph'), null);
  // While an override has a label it is not in force, as no label is switched on here.
  const waiting = places.some((directive) => argumentOf(directive, 'overrideLabel') !== undefined);
  for (const directive of places) {
    if (argumentOf(directive, 'overrideLabel') !== undefined) continue;
    if (flagOf(directive, 'usedOverridden') && !waiting) continue;
    declare(argumentOf(directive, 'graph'), directive);
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

function contextArguments({ arguments: given = [] }: ConstDirectiveNode): ContextArgument[] {
  const list = given.find(({ name }) => name.value === 'contextArguments')?.value;
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

/** Whether the subgraph itself resolves a field of the objects that it returns. */
export function isResolved(type: SubgraphType, name: string, field: SubgraphField): boolean {
  return !field.external || type.keyFields.has(name);
}
