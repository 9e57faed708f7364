/** A word or phrase to find in the title or the text. */
export interface Term {
  readonly kind: 'term';
  /** As written, without quotes; runs of white space are one space. */
  readonly text: string;
  /** Upper and lower case must be as written. */
  readonly exact: boolean;
  /** The last word may continue: `invoic*`. */
  readonly prefix: boolean;
  /** Only the title counts. */
  readonly inTitle: boolean;
}

/** Fields whose value is compared with a property of the item. */
export type FieldName =
  | 'author'
  | 'community'
  | 'domain'
  | 'has'
  | 'lang'
  | 'min_score'
  | 'site'
  | 'source'
  | 'type'
  | 'url';

/** A condition on a property of the item. */
export interface Field {
  readonly kind: 'field';
  readonly name: FieldName;
  /** In its canonical form: `github.com`, `en`, `post`, `10`. */
  readonly value: string;
}

/** Any term of one list within `distance` words of any term of the other, in either order. */
export interface Near {
  readonly kind: 'near';
  readonly distance: number;
  readonly left: readonly Term[];
  readonly right: readonly Term[];
}

/** All of the nodes; at least two, none of them an `And`. */
export interface And {
  readonly kind: 'and';
  readonly nodes: readonly QueryNode[];
}

/** Any of the nodes; at least two, none of them an `Or`. */
export interface Or {
  readonly kind: 'or';
  readonly nodes: readonly QueryNode[];
}

/** Not the node, which is no `Not`. */
export interface Not {
  readonly kind: 'not';
  readonly node: QueryNode;
}

/** A node of a parsed query. */
export type QueryNode = Term | Field | Near | And | Or | Not;

/** Combines nodes with AND; nested conjunctions are flattened. */
export function allOf(nodes: readonly [QueryNode, ...QueryNode[]]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === 'and' ? node.nodes : [node]));
  return flat.length === 1 ? flat[0]! : { kind: 'and', nodes: flat };
}

/** Combines nodes with OR; nested disjunctions are flattened. */
export function anyOf(nodes: readonly [QueryNode, ...QueryNode[]]): QueryNode {
  const flat = nodes.flatMap((node) => (node.kind === 'or' ? node.nodes : [node]));
  return flat.length === 1 ? flat[0]! : { kind: 'or', nodes: flat };
}

/** Negates a node; a double negation cancels out. */
export function notOf(node: QueryNode): QueryNode {
  return node.kind === 'not' ? node.node : { kind: 'not', node };
}

/**
 * Whether an item must contain something to match: a query such as `-spam` or `ai OR -spam` matches
 * nearly everything.
 */
export function isAnchored(node: QueryNode): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.some(isAnchored);
    case 'or':
      return node.nodes.every(isAnchored);
    case 'not':
      return isRefutable(node.node);
    default:
      return true;
  }
}

/** Whether the negation of a node is anchored. */
function isRefutable(node: QueryNode): boolean {
  switch (node.kind) {
    case 'and':
      return node.nodes.every(isRefutable);
    case 'or':
      return node.nodes.some(isRefutable);
    case 'not':
      return isAnchored(node.node);
    default:
      return false;
  }
}
