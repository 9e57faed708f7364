import { LineCounter, parseDocument, type Document as YamlDocument } from 'yaml';
import { type FileProblem, invalidFile, invalidLines, type ParsedFile } from './file-problem.ts';
import { RouterFile } from './router-file.ts';
import { ruleProblems } from './rule-problems.ts';
import { convertExpanded, schemaProblems, unknownName } from './schema-problems.ts';
import { expandVariables, type Variable } from './variables.ts';

/** A valid configuration file. */
export interface ReadRouterFile {
  readonly text: string;
  readonly values: RouterFile;
  /** Throws an error with the lines of subgraphs that the supergraph does not have. */
  checkSubgraphs(known: readonly string[]): void;
}

/** A router without a configuration file. */
export const NO_FILE: ReadRouterFile = { text: '', values: {}, checkSubgraphs() {} };

/**
 * Reads a configuration file in YAML, of which JSON is a part. Throws an INVALID_INPUT error that
 * lists all problems, with their lines and columns.
 */
export function readRouterFile(name: string, text: string, variable: Variable): ReadRouterFile {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, version: '1.2' });
  if (document.errors.length > 0)
    throw invalidLines(
      name,
      document.errors.map(({ pos, message }) => {
        const { line, col } = lines.linePos(pos[0]);
        return `${name}:${line}:${col}: ${message}`;
      }),
    );
  const file: ParsedFile = { name, document: document as unknown as YamlDocument, lines };
  const { expanded, problems: unknown } = expandVariables(file.document, variable);
  refuse(file, unknown);
  const values = convertExpanded(RouterFile, document.toJS() ?? {}, expanded);
  refuse(file, schemaProblems(RouterFile, values));
  const valid = values as RouterFile;
  refuse(file, ruleProblems(valid));
  return {
    text,
    values: valid,
    checkSubgraphs(known) {
      const strange = Object.keys(valid.subgraphs ?? {}).filter((each) => !known.includes(each));
      refuse(
        file,
        strange.map((each) => ({
          path: ['subgraphs', each],
          ofName: true,
          message: unknownName(each, known),
        })),
      );
    },
  };
}

function refuse(file: ParsedFile, problems: readonly FileProblem[]): void {
  if (problems.length > 0) throw invalidFile(file, problems);
}
