const LONGEST_KEY = 1_000;
const MOST_LISTS = 10;

/**
 * Follows a path of members through a JSON document byte by byte, and detects the start of its
 * list.
 */
export class JsonPath {
  readonly #path: readonly string[];
  /**
   * Depth of the object on the path whose keys are compared; 0 if the document is not an object.
   */
  #at = 0;
  #key: number[] = [];
  #readingKey = false;
  #expectsKey = false;
  /** The key of the next value, where keys are read. */
  #name: string | null = null;
  /** Names of top-level lists, for the error message if the path has no list. */
  readonly #lists = new Set<string>();

  constructor(path: readonly string[]) {
    this.#path = path;
  }

  openString(depth: number): void {
    this.#readingKey = this.#expectsKey && (depth === this.#at || depth === 1);
    this.#key = [];
  }

  /** Processes a character of a string outside of the list, including its closing quote. */
  character(byte: number, stillInString: boolean): void {
    if (this.#readingKey && stillInString && this.#key.length <= LONGEST_KEY) this.#key.push(byte);
  }

  colon(): void {
    this.#expectsKey = false;
    this.#name = this.#readingKey ? textOfKey(this.#key) : null;
    this.#readingKey = false;
  }

  comma(inObject: boolean): void {
    this.#expectsKey = inObject;
    this.#name = null;
  }

  /**
   * Processes an opening bracket at `depth`; returns true if it opens the list at the path. A
   * document that is a list is itself that list.
   */
  open(depth: number, isList: boolean): boolean {
    const name = this.#name;
    this.#name = null;
    this.#expectsKey = !isList;
    if (depth === 0) {
      this.#at = isList ? 0 : 1;
      return isList;
    }
    if (isList && depth === 1 && name !== null && this.#lists.size < MOST_LISTS) this.#lists.add(name);
    const onPath = depth === this.#at && name !== null && name === this.#path[depth - 1];
    if (!onPath) return false;
    if (isList) return depth === this.#path.length;
    if (depth < this.#path.length) this.#at = depth + 1;
    return false;
  }

  /** Processes a closing bracket, with `depth` brackets still open. */
  close(depth: number): void {
    if (depth < this.#at) this.#at = depth;
    this.#expectsKey = false;
    this.#name = null;
  }

  /** Returns the error message for a list that was not found. */
  missing(): string {
    const lists = [...this.#lists].join(', ');
    const there = lists === '' ? 'The file has no list at its top.' : `Lists in the file: ${lists}.`;
    if (this.#path.length === 0)
      return `The file is not a list: give --path to the list of records. ${there}`;
    return `There is no list at "${this.#path.join('.')}". ${there}`;
  }
}

function textOfKey(bytes: readonly number[]): string | null {
  try {
    return JSON.parse(`"${Buffer.from(bytes).toString()}"`) as string;
  } catch {
    return null;
  }
}
