import { TributaryError } from '@tributary/kit';
import { isMap, isPair, type LineCounter, type Document as YamlDocument } from 'yaml';

/** Where something is in a file: the names and indices that lead to it. */
export type FilePath = readonly (string | number)[];

/** Something in a file that is not valid. */
export interface FileProblem {
  readonly path: FilePath;
  readonly message: string;
  /** Whether the name at the end of the path is at fault, not its value. */
  readonly ofName?: boolean;
}

/** A parsed file, with the lines of its parts. */
export interface ParsedFile {
  readonly name: string;
  readonly document: YamlDocument;
  readonly lines: LineCounter;
}

/** Returns the error of a file with problems, each with its line and column. */
export function invalidFile(file: ParsedFile, problems: readonly FileProblem[]): TributaryError {
  const sorted = problems
    .map((problem) => ({ message: problem.message, ...positionOf(file, problem) }))
    .sort((one, other) => one.line - other.line || one.col - other.col);
  return invalidLines(
    file.name,
    sorted.map(({ line, col, message }) => `${file.name}:${line}:${col}: ${message}`),
  );
}

/** Returns the error of a file, with one line for each problem. */
export function invalidLines(name: string, lines: readonly string[]): TributaryError {
  return new TributaryError('INVALID_INPUT', `${name} is not valid.\n${lines.join('\n')}`, {
    details: { field: 'config' },
  });
}

function positionOf({ document, lines }: ParsedFile, { path, ofName }: FileProblem) {
  const offset = ofName ? nameOffset(document, path) : offsetOf(document, path);
  return lines.linePos(offset ?? 0);
}

/** Returns where the value of a path begins; if it is missing, where the enclosing one does. */
function offsetOf(document: YamlDocument, path: FilePath): number | undefined {
  for (let length = path.length; length >= 0; length--) {
    const node = (length === 0 ? document.contents : document.getIn(path.slice(0, length), true)) as {
      range?: readonly [number, number, number] | null;
    } | null;
    if (node?.range) return node.range[0];
  }
  return undefined;
}

function nameOffset(document: YamlDocument, path: FilePath): number | undefined {
  const parent = path.length === 1 ? document.contents : document.getIn(path.slice(0, -1), true);
  if (!isMap(parent)) return offsetOf(document, path);
  const pair = parent.items.find((item) => isPair(item) && String(item.key) === String(path.at(-1)));
  return (pair?.key as { range?: readonly number[] } | undefined)?.range?.[0];
}
