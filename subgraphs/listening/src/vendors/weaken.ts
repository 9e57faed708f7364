import type { Near, QueryNode, Term } from '../query/ast.ts';
import type { Dialect } from './search-dialect.ts';
import { termWants } from './terms.ts';
import { ANYTHING, all, any, type Want } from './want.ts';

/** Weakens a query to what a dialect can express. */
export function wantOf(node: QueryNode, dialect: Dialect, isNegated = false): Want {
  switch (node.kind) {
    case 'not':
      return wantOf(node.node, dialect, !isNegated);
    case 'and':
    case 'or': {
      const wants = node.nodes.map((each) => wantOf(each, dialect, isNegated));
      return (node.kind === 'and') !== isNegated ? all(wants) : any(wants);
    }
    case 'term':
      return isNegated ? excluded(node, dialect) : all(termWants(node, dialect));
    case 'near':
      return isNegated ? ANYTHING : nearWant(node, dialect);
    case 'field': {
      const text = isNegated ? null : (dialect.fields[node.name]?.(node.value) ?? null);
      return text === null ? ANYTHING : { kind: 'atom', text, isField: true, isNegated: false };
    }
  }
}

function nearWant({ left, right }: Near, dialect: Dialect): Want {
  return all([left, right].map((terms) => any(terms.map((term) => all(termWants(term, dialect))))));
}

/** Only a plain word is excluded: a vendor may find a phrase where the query does not. */
function excluded({ text, exact, prefix, inTitle }: Term, dialect: Dialect): Want {
  const isPlain = !exact && !prefix && !inTitle && /^[a-z\d]+$/i.test(text);
  if (!dialect.not || !isPlain) return ANYTHING;
  const lower = text.toLowerCase();
  const isOperator = /^(?:and|or|not)$/.test(lower);
  return { kind: 'atom', text: isOperator ? `"${lower}"` : lower, isField: false, isNegated: true };
}
