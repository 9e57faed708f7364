import type { Field, Near, QueryNode, Term } from './ast.ts';

/**
 * Prints a query in canonical form: implicit AND, `-` for NOT, parentheses only where they are
 * needed or clearer. `parseQuery` of it returns the same query.
 */
export function printQuery(query: QueryNode): string {
  switch (query.kind) {
    case 'and':
      return query.nodes.map((node) => (node.kind === 'or' ? grouped(node) : printQuery(node))).join(' ');
    case 'or':
      return query.nodes.map((node) => (node.kind === 'and' ? grouped(node) : printQuery(node))).join(' OR ');
    case 'not':
      return `-${isSimple(query.node) ? printQuery(query.node) : grouped(query.node)}`;
    case 'near':
      return printNear(query);
    case 'field':
      return printField(query);
    case 'term':
      return printTerm(query);
  }
}

function grouped(node: QueryNode): string {
  return `(${printQuery(node)})`;
}

function isSimple({ kind }: QueryNode): boolean {
  return kind === 'term' || kind === 'field';
}

function printNear({ distance, left, right }: Near): string {
  const side = (terms: readonly Term[]) => {
    const printed = terms.map(printTerm).join(' OR ');
    return terms.length === 1 ? printed : `(${printed})`;
  };
  return `${side(left)} NEAR/${distance} ${side(right)}`;
}

function printField({ name, value }: Field): string {
  return `${name}:${isBareValue(value) ? value : `"${value}"`}`;
}

function printTerm({ text, exact, prefix, inTitle }: Term): string {
  const field = inTitle ? 'title:' : '';
  const whole = prefix ? `${text}*` : text;
  if (exact) return `${field}\`${whole}\``;
  return `${field}${isBareWord(text) ? whole : `"${whole}"`}`;
}

/** Whether the lexer reads a text as one word. */
function isBareWord(text: string): boolean {
  return !/[\s()"“”„`:*]|^[-–—−]|^(?:and|or|not|near(?:\/\d*)?|&&|\|\|?|!)$/i.test(text);
}

function isBareValue(value: string): boolean {
  return !/[\s()"“”„`]/.test(value);
}
