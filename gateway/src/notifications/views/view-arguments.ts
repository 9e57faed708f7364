import { type GraphCaller, type GraphPort, invalidInput, TributaryError } from '@tributary/kit';
import type { ViewedList } from '../data/tables.ts';

/** Maximum size of the arguments of a view, in bytes. */
const MOST_BYTES = 20_000;
const FIELD = 'input.arguments';

/** Arguments of each list that a view may set, with their types in the graph. */
const ARGUMENTS: Readonly<Record<ViewedList, Readonly<Record<string, string>>>> = {
  community_posts: {
    filter: 'CommunityPostFilter',
    search: 'String',
    sort: 'CommunityPostSort! = DATE',
    order: 'SortOrder! = DESC',
  },
  mentions: {
    datasetIds: '[ID!]',
    sources: '[MentionSource!]',
    collectionIds: '[ID!]',
    filter: '[[MentionFilter!]!]',
    search: 'String',
    sort: 'MentionSort! = DATE',
    order: 'SortOrder! = DESC',
  },
};

const FIELDS: Readonly<Record<ViewedList, string>> = {
  community_posts: 'communityPosts',
  mentions: 'mentions',
};

/** Returns the operation that reads the first object of a list with arguments from variables. */
function checkingOperation(list: ViewedList): string {
  const names = Object.entries(ARGUMENTS[list]);
  const declared = names.map(([name, type]) => `$${name}: ${type}`).join(', ');
  const passed = names.map(([name]) => `${name}: $${name}`).join(', ');
  return `query CheckView(${declared}) { list: ${FIELDS[list]}(${passed}, first: 1) { nodes { id } } }`;
}

/**
 * Reads the arguments of a view from JSON, and lets the list itself check them, with the caller's
 * rights. Throws INVALID_INPUT if it rejects them.
 */
export async function readViewArguments(
  graph: GraphPort,
  as: GraphCaller,
  list: ViewedList,
  text: string,
): Promise<Readonly<Record<string, unknown>>> {
  const given = parseArguments(text);
  const known = Object.keys(ARGUMENTS[list]);
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw invalidInput(
      FIELD,
      `\`${FIELDS[list]}\` has no argument "${unknown.slice(0, 100)}" that a view can set. Arguments: ${known.join(', ')}.`,
    );
  try {
    await graph.ask(as, checkingOperation(list), given);
  } catch (error) {
    if (error instanceof TributaryError && REJECTED.has(error.code)) throw invalidInput(FIELD, error.message);
    throw error;
  }
  return given;
}

/** Codes of errors that the arguments cause. */
const REJECTED: ReadonlySet<string> = new Set(['INVALID_INPUT', 'BAD_USER_INPUT', 'NOT_FOUND']);

function parseArguments(text: string): Record<string, unknown> {
  if (Buffer.byteLength(text) > MOST_BYTES)
    throw invalidInput(FIELD, `\`arguments\` must have at most ${MOST_BYTES} bytes.`);
  const parsed = parseJson(text);
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    throw invalidInput(FIELD, '`arguments` must be a JSON object: {"filter": {"minScore": 7}}.');
  return parsed as Record<string, unknown>;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
