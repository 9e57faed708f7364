import { type Phrase, phraseOf, tsqueryOf } from '@tributary/kit/text';
import type { Field, QueryNode, Term } from '../query/ast.ts';

/** A phrase to find, in the title only or in title and text. */
export interface PhrasePlan {
  readonly kind: 'phrase';
  readonly phrase: Phrase;
  readonly inTitle: boolean;
}

/** Phrases to find within a distance of each other. */
export interface NearPlan {
  readonly kind: 'near';
  readonly distance: number;
  readonly left: readonly Phrase[];
  readonly right: readonly Phrase[];
}

/** A compiled query: negations only where something is found. */
export type Plan =
  | PhrasePlan
  | NearPlan
  | Field
  | { readonly kind: 'and' | 'or'; readonly plans: readonly Plan[] }
  | { readonly kind: 'not'; readonly plan: PhrasePlan | NearPlan | Field };

/** Compiles a query for matching in memory and in SQL. */
export function compileQuery(query: QueryNode): Plan {
  return planOf(query, false);
}

function planOf(node: QueryNode, isNegated: boolean): Plan {
  switch (node.kind) {
    case 'not':
      return planOf(node.node, !isNegated);
    case 'and':
    case 'or': {
      const plans = node.nodes.map((each) => planOf(each, isNegated));
      // De Morgan: a negated AND is an OR of negations.
      return { kind: isNegated ? (node.kind === 'and' ? 'or' : 'and') : node.kind, plans };
    }
    default: {
      const plan = leafOf(node);
      return isNegated ? { kind: 'not', plan } : plan;
    }
  }
}

function leafOf(node: Exclude<QueryNode, { kind: 'and' | 'or' | 'not' }>): PhrasePlan | NearPlan | Field {
  if (node.kind === 'field') return node;
  if (node.kind === 'term') return { kind: 'phrase', phrase: phrase(node), inTitle: node.inTitle };
  return {
    kind: 'near',
    distance: node.distance,
    left: distinct(node.left.map(phrase)),
    right: distinct(node.right.map(phrase)),
  };
}

function distinct(phrases: readonly Phrase[]): Phrase[] {
  return [...new Map(phrases.map((each) => [tsqueryOf(each), each])).values()];
}

/** The parser rejects terms without a word. */
function phrase({ text, exact, prefix }: Term): Phrase {
  const found = phraseOf(text, { exact, prefix });
  if (!found) throw new TypeError(`The term ${JSON.stringify(text)} has no word.`);
  return found;
}

/**
 * The smallest distance between the end of one phrase and the start of another that NEAR accepts.
 */
export function leastDistance(left: Phrase, right: Phrase): number {
  // An emoji has the position of the word before it.
  return left.at(-1)!.isEmoji || right[0].isEmoji ? 0 : 1;
}
