import { parse } from 'graphql';
import type { HintsOf, OperationHints } from '../caching/operation-hints.ts';
import { type Json, own, put } from '../json.ts';
import type { Fetch } from '../planning/plan.ts';
import type { Transport } from '../transports/transport.ts';
import type { IsConcrete, TypeMatch } from '../type-conditions.ts';
import { compileMerge, isFlat, type Merge, type MergeShape, mergeShapeOf } from './merge-responses.ts';
import type { FetchPath } from './paths.ts';
import type { UnifiedPaths } from './unified-objects.ts';

/** The shared inputs for compiling the fetches of a plan. */
export interface FetchTools {
  readonly transports: ReadonlyMap<string, Transport>;
  readonly matches: TypeMatch;
  readonly isConcrete: IsConcrete;
  /** Reads what the schema declares for caching; null if it declares nothing. */
  readonly hintsOf: HintsOf | null;
  /** Returns the caller's name of a variable that was renamed for planning. */
  readonly variableOf: (name: string) => string;
  /**
   * Whether objects at several paths that are the same entity may be one object in the response.
   */
  readonly sharesObjects: boolean;
  readonly unified: UnifiedPaths;
  /** Signatures of the fetches that share results with other fetches of the plan. */
  readonly signatures: ReadonlyMap<Fetch, string>;
}

/** A fetch with everything that can be computed before it runs. */
export interface CompiledFetch {
  readonly node: Fetch;
  readonly path: FetchPath;
  readonly transport: Transport;
  readonly usages: readonly { readonly name: string; readonly from: string }[];
  readonly merge: Merge;
  /** What the schema declares for caching; null if nothing. */
  readonly hints: OperationHints | null;
  /**
   * Whether the fetch adds leaves only and no `__typename`: no object appears, moves or changes its
   * type.
   */
  readonly isFlat: boolean;
  readonly sharesObjects: boolean;
  /** The signature shared with other fetches of the plan; null if it shares with none. */
  readonly signature: string | null;
  /** Sets the fetched fields of an entity that the subgraph does not know to null. */
  readonly fillNulls: (entity: Json) => void;
}

/** Prepares a fetch that completes the objects at the end of a path. */
export function prepareFetch(node: Fetch, path: FetchPath, tools: FetchTools): CompiledFetch {
  const transport = tools.transports.get(node.service);
  if (!transport) throw new Error(`The subgraph "${node.service}" has no transport.`);
  const document = parse(node.operation, { noLocation: true });
  const shape = mergeShapeOf(document, node.renames);
  const merged = node.requires ? shape.fields.get('_entities')! : shape;
  return {
    node,
    path,
    transport,
    usages: node.variables.map((name) => ({ name, from: tools.variableOf(name) })),
    hints: node.kind === 'query' ? (tools.hintsOf?.(node.service, document) ?? null) : null,
    merge: compileMerge(merged, tools.isConcrete),
    isFlat: isFlat(merged) && !merged.fields.has('__typename'),
    sharesObjects: tools.sharesObjects,
    signature: tools.signatures.get(node) ?? null,
    fillNulls: nullFiller(merged),
  };
}

function nullFiller({ fields }: MergeShape): (entity: Json) => void {
  const keys = [...fields.keys()].filter((key) => key !== '__typename');
  return (entity) => {
    for (const key of keys) if (own(entity, key) === undefined) put(entity, key, null);
  };
}
