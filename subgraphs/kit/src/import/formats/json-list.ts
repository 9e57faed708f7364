import { isUtf8 } from 'node:buffer';
import { invalidInput } from '../../core/errors.ts';
import { MAX_RECORD, undecodable } from '../source/lines.ts';
import { JsonPath } from './json-path.ts';
import { recordOf } from './ndjson.ts';
import { type ReadItem, readError } from './records.ts';

const [QUOTE, BACKSLASH, LINE_FEED, COMMA, COLON] = [0x22, 0x5c, 0x0a, 0x2c, 0x3a];
const [OPEN_LIST, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x5b, 0x5d, 0x7b, 0x7d];
const [SPACE, SEMICOLON, EQUALS] = [0x20, 0x3b, 0x3d];
const MOST_DEPTH = 200;
const LONGEST_PREFIX = 200;

/**
 * Streams the objects of a list in a JSON document: memory holds one of them, 1 MB at most. The
 * list is at a path, or is the document itself. Several documents may follow each other, and each
 * may be assigned to a JavaScript variable (`window.YTD.tweets.part0 = [...]`). Objects are parsed
 * one by one, so that an invalid one costs only itself; after mismatched brackets nothing can be
 * trusted, and reading ends.
 */
export class JsonListParser {
  readonly #path: JsonPath;
  #items: ReadItem[] = [];
  #line = 1;
  #brackets: number[] = [];
  #inString = false;
  #escaped = false;
  /** Length of a JavaScript assignment before the document; 0 outside of one. */
  #prefix = 0;
  /** Depth of the list whose items are being read; 0 outside of it. */
  #list = 0;
  #found = false;
  /** First line of the current item; 0 between items. */
  #firstLine = 0;
  #pieces: Uint8Array[] = [];
  #size = 0;
  #failure: Error | null = null;

  constructor(path: readonly string[]) {
    this.#path = new JsonPath(path);
  }

  accept(chunk: Uint8Array): ReadItem[] {
    if (this.#failure) throw this.#failure;
    this.#items = [];
    let from = 0;
    for (let at = 0; at < chunk.length && !this.#failure; at++) {
      const byte = chunk[at]!;
      if (byte === LINE_FEED) this.#line += 1;
      if (this.#inString) this.#passString(byte);
      else if (byte > SPACE && this.#acceptByte(byte, chunk, from, at)) from = at;
    }
    if (this.#firstLine > 0) this.#hold(chunk.subarray(from));
    return this.#items;
  }

  end(): ReadItem[] {
    if (this.#failure) throw this.#failure;
    if (this.#brackets.length > 0 || this.#prefix > 0)
      throw invalidInput('file', `The JSON breaks off at line ${this.#line}: a bracket is not closed.`);
    if (!this.#found) throw invalidInput('path', this.#path.missing());
    return [];
  }

  #passString(byte: number): void {
    if (this.#escaped) this.#escaped = false;
    else if (byte === BACKSLASH) this.#escaped = true;
    else if (byte === QUOTE) this.#inString = false;
    if (this.#firstLine === 0) this.#path.character(byte, this.#inString);
  }

  /** Processes a non-space byte outside of strings; returns true if an item begins at it. */
  #acceptByte(byte: number, chunk: Uint8Array, from: number, at: number): boolean {
    const depth = this.#brackets.length;
    if (depth === 0 && !this.#beginsDocument(byte)) return false;
    if (this.#list > 0 && depth === this.#list && (byte === COMMA || byte === CLOSE_LIST))
      this.#finishItem(chunk.subarray(from, at));
    const begins = this.#list > 0 && depth === this.#list && byte !== COMMA && byte !== CLOSE_LIST;
    const isNew = begins && this.#firstLine === 0;
    if (isNew) this.#firstLine = this.#line;
    if (byte === QUOTE) this.#openString(depth);
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) this.#open(byte);
    else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) this.#close(byte);
    else if (this.#list === 0 && byte === COLON) this.#path.colon();
    else if (this.#list === 0 && byte === COMMA) this.#path.comma(this.#brackets.at(-1) === OPEN_OBJECT);
    return isNew;
  }

  /**
   * Skips the bytes before and between documents; returns true at the bracket that opens a
   * document.
   */
  #beginsDocument(byte: number): boolean {
    if (this.#prefix > 0) {
      this.#prefix = byte === EQUALS ? 0 : this.#prefix + 1;
      if (this.#prefix > LONGEST_PREFIX) this.#fail('it does not begin with a list or an object');
      return false;
    }
    if (byte === OPEN_LIST || byte === OPEN_OBJECT) return true;
    if (byte === SEMICOLON) return false;
    if (/[A-Za-z_$]/.test(String.fromCharCode(byte))) this.#prefix = 1;
    else this.#fail('it does not begin with a list or an object');
    return false;
  }

  #openString(depth: number): void {
    this.#inString = true;
    if (this.#list === 0) this.#path.openString(depth);
  }

  #open(byte: number): void {
    const depth = this.#brackets.length;
    if (depth >= MOST_DEPTH) this.#fail(`it is nested more than ${MOST_DEPTH} deep`);
    this.#brackets.push(byte);
    if (this.#list === 0 && this.#path.open(depth, byte === OPEN_LIST)) {
      this.#list = depth + 1;
      this.#found = true;
    }
  }

  #close(byte: number): void {
    const opened = this.#brackets.pop();
    if ((opened === OPEN_LIST) !== (byte === CLOSE_LIST)) this.#fail('a bracket does not match');
    const depth = this.#brackets.length;
    if (this.#list > depth) this.#list = 0;
    if (this.#list === 0) this.#path.close(depth);
  }

  #hold(piece: Uint8Array): void {
    this.#size += piece.length;
    if (this.#size > MAX_RECORD) this.#pieces = [];
    else this.#pieces.push(piece);
  }

  #finishItem(rest: Uint8Array): void {
    if (this.#firstLine === 0) return;
    this.#hold(rest);
    const bytes = Buffer.concat(this.#pieces);
    const line = this.#firstLine;
    if (this.#size > MAX_RECORD) this.#items.push(readError(line, 'The object is longer than 1 MB.', []));
    else if (isUtf8(bytes)) this.#items.push(recordOf(line, bytes.toString()));
    else this.#items.push(readError(line, undecodable(line), [{ text: bytes.toString() }]));
    this.#firstLine = 0;
    this.#size = 0;
    this.#pieces = [];
  }

  #fail(why: string): void {
    this.#failure = invalidInput('file', `The file is not valid JSON at line ${this.#line}: ${why}.`);
  }
}
