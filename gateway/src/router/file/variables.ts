import { isPair, isScalar, isSeq, visit, type Document as YamlDocument } from 'yaml';
import type { FilePath, FileProblem } from './file-problem.ts';

/** Returns the value of an environment variable; undefined if it is not set. */
export type Variable = (name: string) => string | undefined;

/** A variable with its optional default, an escaped dollar, or something else in braces. */
const REFERENCE = /\$\$\{|\$\{env\.([A-Za-z_]\w*)(?::-([^}]*))?\}|\$\{[^}]*\}?/g;

/**
 * Replaces `${env.NAME}` and `${env.NAME:-default}` in all values of a document; `$${` stands for
 * `${`. Returns the paths of the values that have changed, and what could not be replaced.
 */
export function expandVariables(document: YamlDocument, variable: Variable) {
  const expanded = new Set<string>();
  const problems: FileProblem[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || typeof node.value !== 'string' || !node.value.includes('${')) return;
      const path = pathOf(key, ancestors);
      node.value = node.value.replaceAll(REFERENCE, (text, name, fallback) => {
        if (text === '$${') return '${';
        const value = name && (variable(name) ?? fallback);
        if (value === undefined) problems.push({ path, message: unknownReference(text, name) });
        return value ?? text;
      });
      expanded.add(pointerOf(path));
    },
  });
  return { expanded, problems };
}

/** Returns the JSON pointer of a path. */
export function pointerOf(path: FilePath): string {
  return path.map((each) => `/${String(each).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');
}

function unknownReference(text: string, name: string | undefined): string {
  if (name) return `The environment variable ${name} is not set.`;
  return `\`${text}\` is no variable. Write \`\${env.NAME}\`, or \`$\${\` for the characters themselves.`;
}

/** Returns the path of a node, whose ancestors alternate between collections and their pairs. */
function pathOf(key: unknown, ancestors: readonly unknown[]): FilePath {
  const path: (string | number)[] = [];
  for (const [index, ancestor] of ancestors.entries()) {
    const next = ancestors[index + 1];
    if (isPair(ancestor)) path.push(String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key));
    else if (isSeq(ancestor)) path.push(next === undefined ? (key as number) : ancestor.items.indexOf(next));
  }
  return path;
}
