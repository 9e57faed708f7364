import { isReserved, namePattern } from '../headers/header-names.ts';
import type { FilePath, FileProblem } from './file-problem.ts';
import { REQUEST_ACTIONS, RESPONSE_ACTIONS } from './header-rules.ts';
import type { CorsSettings, RouterFile, SubgraphSettings } from './router-file.ts';

type Actions = Readonly<Record<string, readonly string[]>>;
type Rule = Readonly<Record<string, unknown>>;

/** Members of rules that hold a header's name, and those that hold a pattern. */
const NAMES = ['propagate', 'as', 'insert', 'rename', 'to', 'remove'];
const PATTERNS = ['propagateMatching', 'removeMatching'];

/** Returns what is wrong with a file beyond its schema: rules that contradict themselves. */
export function ruleProblems(file: RouterFile): FileProblem[] {
  return [
    ...supergraphProblems(file.supergraph),
    ...subgraphProblems(file.allSubgraphs, ['allSubgraphs']),
    ...Object.entries(file.subgraphs ?? {}).flatMap(([name, settings]) =>
      subgraphProblems(settings, ['subgraphs', name]),
    ),
    ...corsProblems(file.cors),
  ];
}

function supergraphProblems(location: RouterFile['supergraph']): FileProblem[] {
  if (!location || location.file === undefined || location.url === undefined) return [];
  return [
    { path: ['supergraph', 'url'], ofName: true, message: 'A supergraph has a `file` or a `url`, not both.' },
  ];
}

function subgraphProblems(settings: SubgraphSettings | undefined, path: FilePath): FileProblem[] {
  const { requestHeaders = [], responseHeaders = [] } = settings ?? {};
  return [
    ...requestHeaders.flatMap((rule, index) =>
      headerProblems(rule, REQUEST_ACTIONS, [...path, 'requestHeaders', index]),
    ),
    ...responseHeaders.flatMap((rule, index) =>
      headerProblems(rule, RESPONSE_ACTIONS, [...path, 'responseHeaders', index]),
    ),
  ];
}

function headerProblems(rule: Rule, actions: Actions, path: FilePath): FileProblem[] {
  const members = Object.keys(rule);
  const [action, ...others] = members.filter((name) => name in actions);
  if (!action) return [{ path, message: `A rule needs one of ${Object.keys(actions).join(', ')}.` }];
  if (others.length > 0)
    return others.map((name) => ({
      path: [...path, name],
      ofName: true,
      message: `A rule does one thing: \`${action}\` or \`${name}\`.`,
    }));
  const allowed = actions[action]!;
  const stray = members.filter((name) => name !== action && !allowed.includes(name));
  const needed = { insert: 'claim' in rule ? 'claim' : 'value', rename: 'to' }[action];
  return [
    ...stray.map((name) => ({
      path: [...path, name],
      ofName: true,
      message: `\`${name}\` has no meaning beside \`${action}\`.`,
    })),
    ...(needed && !(needed in rule) ? [{ path, message: `\`${action}\` needs \`${needed}\`.` }] : []),
    ...('claim' in rule && 'value' in rule
      ? [
          {
            path: [...path, 'claim'],
            ofName: true,
            message: 'A header has a `value` or a `claim`, not both.',
          },
        ]
      : []),
    ...nameProblems(rule, path),
    ...strictestProblems(rule, path),
  ];
}

function nameProblems(rule: Rule, path: FilePath): FileProblem[] {
  const reserved = NAMES.filter((member) => typeof rule[member] === 'string' && isReserved(rule[member]));
  const invalid = PATTERNS.filter((member) => typeof rule[member] === 'string' && !isPattern(rule[member]));
  return [
    ...reserved.map((member) => ({
      path: [...path, member],
      message: `The header \`${rule[member]}\` belongs to the router, and rules cannot touch it.`,
    })),
    ...invalid.map((member) => ({
      path: [...path, member],
      message: `\`${rule[member]}\` is not a regular expression.`,
    })),
  ];
}

function strictestProblems({ combine, propagate, propagateMatching }: Rule, path: FilePath): FileProblem[] {
  const isCacheControl =
    propagateMatching === undefined && String(propagate).toLowerCase() === 'cache-control';
  if (combine !== 'strictest' || isCacheControl) return [];
  return [{ path: [...path, 'combine'], message: '`strictest` is for `propagate: cache-control` only.' }];
}

function corsProblems(cors: CorsSettings | undefined): FileProblem[] {
  if (!cors) return [];
  const { origins = [], originsMatching = [], credentials } = cors;
  const invalid = originsMatching.flatMap((pattern, index) =>
    isPattern(pattern)
      ? []
      : [
          {
            path: ['cors', 'originsMatching', index],
            message: `\`${pattern}\` is not a regular expression.`,
          },
        ],
  );
  if (!credentials || !origins.includes('*')) return invalid;
  const message = 'Browsers accept no credentials from any origin: list the origins instead of `*`.';
  return [...invalid, { path: ['cors', 'origins', origins.indexOf('*')], message }];
}

function isPattern(pattern: string): boolean {
  try {
    namePattern(pattern);
    return true;
  } catch {
    return false;
  }
}
