import { isAnchored, type QueryNode } from './ast.ts';
import { QueryFault, type Span } from './error.ts';
import type { Lexeme } from './lexer.ts';

/** Lexemes as they are written. */
const OPERATOR_NAMES: Readonly<Record<string, string>> = {
  and: 'AND',
  or: 'OR',
  not: 'NOT',
  near: 'NEAR',
  open: '(',
  close: ')',
};

/** Describes a lexeme, or the end, in the place of a word; `before` is the lexeme before it. */
export function missingWord(found: Lexeme, before: Lexeme | undefined): QueryFault {
  const isOperator = before && ['and', 'or', 'not', 'near'].includes(before.kind);
  const lonely = isOperator && (found.kind === 'end' || found.kind === 'close') ? before : found;
  const name = OPERATOR_NAMES[lonely.kind] ?? '';
  return new QueryFault(
    `${name || 'The end'} at ${lonely.start} where a word is expected.`,
    lonely,
    name === ''
      ? null
      : `Add a word ${lonely === before ? 'after' : 'before'} \`${name}\`, or put it in quotes.`,
  );
}

/** Describes a query that nearly everything matches, naming the alternative that does. */
export function unanchored(query: QueryNode, spanOf: (node: QueryNode) => Span | undefined): QueryFault {
  const alternatives = query.kind === 'or' ? query.nodes : [query];
  const open = alternatives.find((node) => !isAnchored(node)) ?? query;
  const span = spanOf(open)!;
  return new QueryFault(
    `The part at ${span.start} only excludes, so that nearly every post matches it.`,
    span,
    'Add a word that must be present beside it: `apple -fruit`.',
  );
}
