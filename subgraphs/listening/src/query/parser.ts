import { isLongerThan } from '@tributary/kit/text';
import {
  allOf,
  anyOf,
  type FieldName,
  isAnchored,
  type Near,
  notOf,
  type QueryNode,
  type Term,
} from './ast.ts';
import { type QueryError, QueryFault, type Span } from './error.ts';
import { describeField, readField } from './fields.ts';
import { type Lexeme, lexemesOf } from './lexer.ts';
import { missingWord, unanchored } from './parser-faults.ts';
import { termOf } from './term.ts';

/** Maximum length of a query, in characters. */
export const LONGEST_QUERY = 1_024;
/** Maximum number of words, phrases and fields in a query. */
export const MOST_TERMS = 50;
/** Maximum number of terms on one side of NEAR: each is compared with each of the other side. */
const MOST_NEAR_TERMS = 10;

/** The parsed query, or why it is invalid. */
export type ParsedQuery =
  | { readonly query: QueryNode; readonly error: null }
  | { readonly query: null; readonly error: QueryError };

/** Parses a query of the language in `docs/query-language.md`. */
export function parseQuery(text: string): ParsedQuery {
  try {
    checkText(text);
    const query = new Parser(text).parse();
    return { query, error: null };
  } catch (error) {
    if (error instanceof QueryFault) return { query: null, error: error.fault };
    throw error;
  }
}

function checkText(text: string): void {
  if (text.trim() === '')
    throw new QueryFault('The query is empty.', { start: 0, end: text.length }, 'Write a word to find.');
  if (isLongerThan(text, LONGEST_QUERY))
    throw new QueryFault(
      `The query has more than ${LONGEST_QUERY.toLocaleString('en')} characters.`,
      { start: LONGEST_QUERY, end: text.length },
      'Divide it into several queries.',
    );
  const nul = text.indexOf('\0');
  if (nul !== -1 || !text.isWellFormed())
    throw new QueryFault('The query must be Unicode text without the character NUL.', {
      start: Math.max(nul, 0),
      end: nul === -1 ? text.length : nul + 1,
    });
}

/** A recursive-descent parser: OR binds weakest, then AND, NOT, NEAR. */
class Parser {
  readonly #lexemes: readonly Lexeme[];
  readonly #spans = new Map<QueryNode, Span>();
  #at = 0;
  #terms = 0;

  constructor(text: string) {
    this.#lexemes = lexemesOf(text);
  }

  parse(): QueryNode {
    const query = this.#or();
    const next = this.#next;
    if (next.kind === 'close')
      throw new QueryFault(`\`)\` at ${next.start} closes nothing.`, next, 'Remove it, or add a `(` before.');
    if (!isAnchored(query)) throw unanchored(query, (node) => this.#spans.get(node));
    return query;
  }

  get #next(): Lexeme {
    return this.#lexemes[this.#at]!;
  }

  #take(): Lexeme {
    return this.#lexemes[this.#at++]!;
  }

  #or(): QueryNode {
    const nodes: [QueryNode, ...QueryNode[]] = [this.#and()];
    while (this.#next.kind === 'or') {
      this.#take();
      nodes.push(this.#and());
    }
    return this.#spanned(anyOf(nodes), nodes);
  }

  #and(): QueryNode {
    const nodes: [QueryNode, ...QueryNode[]] = [this.#not()];
    for (;;) {
      const { kind } = this.#next;
      if (kind === 'or' || kind === 'close' || kind === 'end') break;
      if (kind === 'and') this.#take();
      nodes.push(this.#not());
    }
    return this.#spanned(allOf(nodes), nodes);
  }

  #not(): QueryNode {
    const { kind, start } = this.#next;
    if (kind !== 'not') return this.#near();
    this.#take();
    const operand = this.#not();
    const node = notOf(operand);
    this.#spans.set(node, { start, end: this.#spans.get(operand)!.end });
    return node;
  }

  #near(): QueryNode {
    const left = this.#primary();
    const operator = this.#next;
    if (operator.kind !== 'near') return left;
    this.#take();
    const right = this.#primary();
    const near: Near = {
      kind: 'near',
      distance: operator.distance,
      left: this.#nearTerms(left, operator),
      right: this.#nearTerms(right, operator),
    };
    const again = this.#next;
    if (again.kind === 'near')
      throw new QueryFault(
        `NEAR at ${again.start} follows another NEAR.`,
        again,
        'NEAR joins two words or phrases; combine several by AND: a NEAR/5 b AND b NEAR/5 c.',
      );
    return this.#spanned(near, [left, right]);
  }

  #nearTerms(node: QueryNode, operator: Lexeme): readonly Term[] {
    const terms = node.kind === 'or' ? node.nodes : [node];
    const span = this.#spans.get(node) ?? operator;
    if (terms.length > MOST_NEAR_TERMS)
      throw new QueryFault(
        `NEAR at ${operator.start} has more than ${MOST_NEAR_TERMS} alternatives on one side.`,
        span,
      );
    const isTitle = (term: QueryNode) => term.kind === 'term' && term.inTitle;
    if (terms.every((term) => term.kind === 'term' && !isTitle(term))) return terms as readonly Term[];
    throw new QueryFault(
      `NEAR at ${operator.start} needs a word, a phrase, or alternatives of them on both sides.`,
      span,
      'Write `crash NEAR/5 (app OR "web site")`.',
    );
  }

  #primary(): QueryNode {
    const lexeme = this.#take();
    switch (lexeme.kind) {
      case 'open':
        return this.#group(lexeme);
      case 'field':
        return this.#field(lexeme);
      case 'word':
      case 'phrase':
      case 'exact':
        return this.#add(termOf(lexeme, false), lexeme);
      default:
        throw missingWord(lexeme, this.#lexemes[this.#at - 2]);
    }
  }

  #group(open: Lexeme): QueryNode {
    if (this.#next.kind === 'close')
      throw new QueryFault(
        `Empty parentheses at ${open.start}.`,
        { start: open.start, end: this.#next.end },
        'Remove them, or write a word between them.',
      );
    const node = this.#or();
    const close = this.#take();
    if (close.kind !== 'close')
      throw new QueryFault(`Unclosed parenthesis at ${open.start}.`, open, 'Add a `)` after the group.');
    this.#spans.set(node, { start: open.start, end: close.end });
    return node;
  }

  #field(field: Lexeme & { readonly kind: 'field' }): QueryNode {
    const value = this.#next;
    const whole = { start: field.start, end: value.end };
    if (!field.isFollowed || value.kind === 'close' || value.kind === 'end')
      throw new QueryFault(
        `\`${field.name}:\` at ${field.start} needs a value.`,
        field,
        `${describeField(field.name).about}: write the value directly after the colon.`,
      );
    if (value.kind === 'open')
      throw new QueryFault(
        `\`${field.name}:\` at ${field.start} takes one value, not a group.`,
        whole,
        `Repeat the field: (${field.name}:… OR ${field.name}:…).`,
      );
    this.#take();
    if (value.kind !== 'word' && value.kind !== 'phrase' && value.kind !== 'exact')
      throw missingWord(value, this.#lexemes[this.#at - 2]);
    if (field.name === 'title') return this.#add(termOf(value, true), whole);
    const name = field.name as FieldName;
    return this.#add({ kind: 'field', name, value: readField(name, value.text, whole) }, whole);
  }

  #add(node: QueryNode, span: Span): QueryNode {
    this.#terms++;
    if (this.#terms > MOST_TERMS)
      throw new QueryFault(
        `The query has more than ${MOST_TERMS} words, phrases and fields; the next is at ${span.start}.`,
        span,
        'Divide it into several queries.',
      );
    this.#spans.set(node, span);
    return node;
  }

  /** Records where a node is, unless it is one of its parts. */
  #spanned(node: QueryNode, parts: readonly [QueryNode, ...QueryNode[]]): QueryNode {
    const { start } = this.#spans.get(parts[0])!;
    const { end } = this.#spans.get(parts.at(-1)!)!;
    if (!this.#spans.has(node)) this.#spans.set(node, { start, end });
    return node;
  }
}
