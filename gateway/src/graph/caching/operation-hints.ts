import {
  type DocumentNode,
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getArgumentValues,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql';
import type { AccessRules } from '../authorization/access-rules.ts';
import type { Json } from '../json.ts';
import { type CacheControlHint, type CacheDirectives, strictestHint } from './cache-directives.ts';
import { compileTag, type WriteTag, writeTags } from './tag-format.ts';

/** What the schema declares about the response to an operation of one subgraph. */
export interface DeclaredFreshness {
  /** The lowest declared age in seconds; null if no field has one. */
  readonly maxAge: number | null;
  /** Whether every field has an age, so that a response without a header may be stored. */
  readonly isComplete: boolean;
  readonly isPrivate: boolean;
}

/** The directives for caching that apply to an operation of one subgraph. */
export interface OperationHints {
  readonly declared: DeclaredFreshness;
  /** Returns the tags of its root fields; null if one cannot be written. */
  tagsOf(variables: Readonly<Json>): readonly string[] | null;
  /** Returns the tags of an entity by its representation; null if one cannot be written. */
  tagsOfEntity(representation: Json): readonly string[] | null;
}

/** Reads the hints of a query for one subgraph. */
export type HintsOf = (subgraph: string, operation: DocumentNode) => OperationHints;

const NONE: readonly string[] = [];

/** What hints are read from. */
export interface HintSources {
  /** The schema of all subgraphs. */
  readonly schema: GraphQLSchema;
  readonly directives: CacheDirectives;
  /**
   * The security directives, if only the subgraphs enforce them: what they protect is for one
   * caller, even if it is declared to be public. Null if they are enforced before anything is
   * fetched.
   */
  readonly unenforced: AccessRules | null;
}

/** Returns what reads the hints of queries, which are valid but for `_entities`. */
export function hintReader(sources: HintSources): HintsOf {
  const { directives } = sources;
  return (subgraph, operation) => {
    const reading = new HintReading(sources, subgraph, operation);
    const { declared, rootTags } = reading.read();
    const ofType = new Map<unknown, readonly WriteTag[]>();
    return {
      declared,
      tagsOf: (variables) => (rootTags.length === 0 ? NONE : written(rootTags, variables)),
      tagsOfEntity(representation) {
        const type = representation['__typename'];
        let writers = ofType.get(type);
        if (!writers) {
          writers = directives.formatsOf(subgraph, String(type)).map(compileTag);
          ofType.set(type, writers);
        }
        return writers.length === 0 ? NONE : writeTags(writers, representation);
      },
    };
  };
}

/** A root field whose data have tags. */
interface TaggedField {
  readonly field: GraphQLField<unknown, unknown>;
  readonly node: FieldNode;
  readonly writers: readonly WriteTag[];
}

function written(tagged: readonly TaggedField[], variables: Readonly<Json>): readonly string[] | null {
  const all: string[] = [];
  for (const { field, node, writers } of tagged) {
    try {
      const tags = writeTags(writers, getArgumentValues(field, node, variables));
      if (!tags) return null;
      all.push(...tags);
    } catch {
      // The subgraph reports arguments that are not valid.
      return null;
    }
  }
  return all;
}

/**
 * One pass over an operation, by the rules of Apollo Server: a field has the hint of the type that
 * it returns, and its own before that. Root fields and fields that return objects need an age,
 * others have that of their parent. The strictest hint applies to the whole.
 */
class HintReading {
  readonly #schema: GraphQLSchema;
  readonly #directives: CacheDirectives;
  readonly #unenforced: AccessRules | null;
  readonly #subgraph: string;
  readonly #operation: DocumentNode;
  readonly #tagged: TaggedField[] = [];
  #maxAge: number | null = null;
  #isComplete = true;
  #isPrivate = false;

  constructor({ schema, directives, unenforced }: HintSources, subgraph: string, operation: DocumentNode) {
    this.#schema = schema;
    this.#directives = directives;
    this.#unenforced = unenforced;
    this.#subgraph = subgraph;
    this.#operation = operation;
  }

  read(): { readonly declared: DeclaredFreshness; readonly rootTags: readonly TaggedField[] } {
    const query = this.#schema.getQueryType()!;
    for (const node of this.#operation.definitions)
      if (node.kind === Kind.OPERATION_DEFINITION) this.#visit(query, node.selectionSet, true);
    const declared = {
      maxAge: this.#maxAge,
      isComplete: this.#isComplete && this.#maxAge !== null,
      isPrivate: this.#isPrivate,
    };
    return { declared, rootTags: this.#tagged };
  }

  #visit(parent: GraphQLCompositeType, { selections }: SelectionSetNode, isRoot: boolean): void {
    for (const node of selections) {
      if (node.kind === Kind.FIELD) this.#visitField(parent, node, isRoot);
      else if (node.kind === Kind.INLINE_FRAGMENT)
        this.#visit(this.#typeOf(node.typeCondition?.name.value) ?? parent, node.selectionSet, isRoot);
      else {
        const spread = this.#operation.definitions.find(
          (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === node.name.value,
        );
        if (spread?.kind !== Kind.FRAGMENT_DEFINITION) continue;
        this.#visit(this.#typeOf(spread.typeCondition.name.value) ?? parent, spread.selectionSet, isRoot);
      }
    }
  }

  #visitField(parent: GraphQLCompositeType, node: FieldNode, isRoot: boolean): void {
    const name = node.name.value;
    if (name === '__typename') return;
    if (isRoot && name === '_entities') {
      this.#visitEntities(node);
      return;
    }
    const owners = this.#ownersOf(parent, name);
    if (owners.length === 0) this.#isComplete = false;
    for (const { owner, field } of owners) {
      const returned = getNamedType(field.type);
      const hint = this.#effective(`${owner}.${name}`, returned.name);
      this.#restrict(hint, isRoot || (isCompositeType(returned) && !hint?.inherits));
      if (this.#unenforced?.of(owner, name).length) this.#isPrivate = true;
      if (isRoot) this.#addTags(`${owner}.${name}`, field, node);
    }
    const type = owners[0] && getNamedType(owners[0].field.type);
    if (node.selectionSet && isCompositeType(type)) this.#visit(type, node.selectionSet, false);
  }

  /** An entity has the hint of its type, as a field that returns it would. */
  #visitEntities({ selectionSet }: FieldNode): void {
    for (const node of selectionSet?.selections ?? []) {
      if (node.kind !== Kind.INLINE_FRAGMENT) continue;
      const type = this.#typeOf(node.typeCondition?.name.value);
      if (!type) this.#isComplete = false;
      else {
        this.#restrict(this.#directives.hintOf(this.#subgraph, type.name), true);
        this.#visit(type, node.selectionSet, false);
      }
    }
  }

  /** Returns the types whose field may be meant; those of an abstract type are its objects. */
  #ownersOf(parent: GraphQLCompositeType, name: string) {
    const types = isAbstractType(parent)
      ? [...(isUnionType(parent) ? [] : [parent]), ...this.#schema.getPossibleTypes(parent)]
      : [parent];
    return types.flatMap((type) => {
      const field = isUnionType(type) ? undefined : type.getFields()[name];
      return field ? [{ owner: type.name, field }] : [];
    });
  }

  #effective(field: string, type: string): CacheControlHint | undefined {
    const own = this.#directives.hintOf(this.#subgraph, field);
    const ofType = this.#directives.hintOf(this.#subgraph, type);
    if (!own || !ofType) return own ?? ofType;
    const both = strictestHint([own, ofType])!;
    return { ...both, maxAge: own.maxAge ?? ofType.maxAge, inherits: own.inherits || ofType.inherits };
  }

  #restrict(hint: CacheControlHint | undefined, needsAge: boolean): void {
    const maxAge = hint?.maxAge;
    if (maxAge !== undefined) this.#maxAge = Math.min(this.#maxAge ?? maxAge, maxAge);
    else if (needsAge) this.#isComplete = false;
    this.#isPrivate ||= hint?.isPrivate === true;
  }

  #addTags(coordinate: string, field: GraphQLField<unknown, unknown>, node: FieldNode): void {
    const formats = this.#directives.formatsOf(this.#subgraph, coordinate);
    if (formats.length > 0) this.#tagged.push({ field, node, writers: formats.map(compileTag) });
  }

  #typeOf(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : this.#schema.getType(name);
    return isCompositeType(type) ? type : undefined;
  }
}
