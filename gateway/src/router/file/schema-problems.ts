import { nearestName } from '@tributary/kit/text';
import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FilePath, FileProblem } from './file-problem.ts';
import { pointerOf } from './variables.ts';

type Failure = ReturnType<typeof Value.Errors>[number];

/** The parts of a JSON Schema that messages are made of. */
interface SchemaNode {
  readonly type?: string;
  readonly properties?: Readonly<Record<string, SchemaNode>>;
  readonly patternProperties?: Readonly<Record<string, SchemaNode>>;
  readonly items?: SchemaNode;
  readonly enum?: readonly unknown[];
  readonly pattern?: string;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minItems?: number;
  readonly minLength?: number;
}

/** Returns what a schema does not allow in a value. */
export function schemaProblems(schema: TSchema, value: unknown): FileProblem[] {
  return Value.Errors(schema, value).flatMap((failure) => problemsOf(schema as SchemaNode, failure));
}

/**
 * Converts the texts of variables to numbers and booleans where the schema wants these. `expanded`
 * has the paths of such texts. Other texts are not converted: there it would hide a mistake.
 */
export function convertExpanded(schema: TSchema, value: unknown, expanded: ReadonlySet<string>): unknown {
  const convert = (each: unknown, node: SchemaNode | undefined, path: FilePath): unknown => {
    if (Array.isArray(each)) return each.map((item, index) => convert(item, node?.items, [...path, index]));
    if (typeof each === 'object' && each !== null) {
      const members = Object.entries(each).map(([name, inner]) => [
        name,
        convert(inner, memberOf(node, name), [...path, name]),
      ]);
      return Object.fromEntries(members);
    }
    return typeof each === 'string' && expanded.has(pointerOf(path)) ? converted(each, node?.type) : each;
  };
  return convert(value, schema as SchemaNode, []);
}

function converted(text: string, type: string | undefined): unknown {
  if (type === 'boolean' && /^(true|false)$/.test(text)) return text === 'true';
  const isNumber = (type === 'integer' || type === 'number') && /^-?\d+(\.\d+)?$/.test(text);
  return isNumber ? Number(text) : text;
}

function problemsOf(schema: SchemaNode, { keyword, instancePath, params }: Failure): FileProblem[] {
  const path = pathOf(instancePath);
  const node = nodeAt(schema, path);
  switch (keyword) {
    case 'additionalProperties': {
      const known = Object.keys(node?.properties ?? {});
      const { additionalProperties: names } = params as { additionalProperties: string[] };
      return names.map((name) => ({
        path: [...path, name],
        ofName: true,
        message: unknownName(name, known),
      }));
    }
    case 'boolean':
      // The value of a name that is not allowed.
      return [];
    case 'required': {
      const { requiredProperties: names } = params as { requiredProperties: string[] };
      return names.map((name) => ({ path, message: `\`${name}\` is missing.` }));
    }
    default:
      return [{ path, message: `${nameOf(path)} must be ${expectedBy(node)}.` }];
  }
}

/** Describes a name that is not allowed, with the one that it was probably meant to be. */
export function unknownName(name: string, known: readonly string[]): string {
  const meant = nearestName(name, known);
  const hint = meant ? ` Did you mean \`${meant}\`?` : ` Known here: ${[...known].sort().join(', ')}.`;
  return `\`${name}\` is not known here.${hint}`;
}

function nameOf(path: FilePath): string {
  const name = path.findLast((each) => typeof each === 'string');
  return name === undefined ? 'The file' : `\`${name}\``;
}

function expectedBy(node: SchemaNode | undefined): string {
  if (!node) return 'another value';
  if (node.enum) return `one of ${node.enum.join(', ')}`;
  const words = /^\^\(([\w|-]+)\)\$$/.exec(node.pattern ?? '')?.[1];
  if (words) return `one of ${words.split('|').join(', ')}`;
  const { type, minimum, maximum, pattern } = node;
  if (type === 'integer' || type === 'number') return `a number from ${minimum} to ${maximum}`;
  if (type === 'boolean') return 'true or false';
  if (type === 'array') return node.minItems ? 'a list that is not empty' : 'a list';
  if (type === 'object') return 'a group of members';
  if (type !== 'string') return 'another value';
  return pattern ? `text that matches ${pattern}` : 'text, in quotes if it looks like a number';
}

function nodeAt(schema: SchemaNode, path: FilePath): SchemaNode | undefined {
  let node: SchemaNode | undefined = schema;
  for (const each of path) node = typeof each === 'number' ? node?.items : memberOf(node, each);
  return node;
}

function memberOf(node: SchemaNode | undefined, name: string): SchemaNode | undefined {
  if (node?.properties && Object.hasOwn(node.properties, name)) return node.properties[name];
  return Object.values(node?.patternProperties ?? {})[0];
}

function pathOf(pointer: string): FilePath {
  return pointer
    .split('/')
    .slice(1)
    .map((each) => each.replaceAll('~1', '/').replaceAll('~0', '~'))
    .map((each) => (/^\d+$/.test(each) ? Number(each) : each));
}
