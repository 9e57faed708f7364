import { invalidInput } from '@tributary/kit';
import { type GraphQLInputType, getNamedType, getNullableType, isInputObjectType, isListType } from 'graphql';

/**
 * Reads the value of a parameter from a URL or the command line: filters as JSON, lists as repeated
 * or comma-separated values, everything else as text.
 */
export function readValue(name: string, type: GraphQLInputType, texts: readonly string[]): unknown {
  const list = isListType(getNullableType(type));
  if (isInputObjectType(getNamedType(type))) return readJson(name, only(name, texts));
  const read = (text: string) => readScalar(name, getNamedType(type).name, text);
  return list ? texts.flatMap((text) => text.split(',')).map(read) : read(only(name, texts));
}

function only(name: string, texts: readonly string[]): string {
  const [text, ...more] = texts;
  if (text === undefined || more.length > 0)
    throw invalidInput(name, `\`${name}\` must be given once, got ${texts.length} values.`);
  return text;
}

function readJson(name: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw invalidInput(name, `\`${name}\` must be JSON: ${(cause as Error).message}.`);
  }
}

function readScalar(name: string, type: string, text: string): unknown {
  if (type === 'Boolean') return readBoolean(name, text);
  return type === 'Int' || type === 'Float' ? Number(text) : text;
}

/** Reads `true` or `false`. */
export function readBoolean(name: string, text: string): boolean {
  if (text !== 'true' && text !== 'false') throw invalidInput(name, `\`${name}\` must be true or false.`);
  return text === 'true';
}
