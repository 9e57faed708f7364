import { type OperationDefinitionNode, print } from 'graphql';
import type { Fetch, PlannedOperation } from '../plan.ts';
import type { FetchGroup } from './fetch-group.ts';
import { aliasConflicts } from './response-conflicts.ts';

/** Options for writing the operation of a fetch. */
interface WriteOptions {
  readonly after: readonly number[];
  readonly index: number;
  readonly operation: OperationDefinitionNode;
  /** The names of the operation's root type, and of the query type. */
  readonly root: string;
  readonly query: string;
  readonly prefix: string;
}

/**
 * Orders fetch groups by their dependencies, and writes their operations. `deferred` has the groups
 * that each deferred fragment depends on.
 */
export function writePlan(
  groups: readonly FetchGroup[],
  deferred: readonly ReadonlySet<FetchGroup>[],
  options: Omit<WriteOptions, 'after' | 'index'>,
): PlannedOperation {
  const fetches: Fetch[] = [];
  const positions = new Map<FetchGroup, readonly number[]>();
  // An empty group is not fetched: its successors depend on its predecessors instead.
  const place = (group: FetchGroup): readonly number[] => {
    const known = positions.get(group);
    if (known) return known;
    const after = [...new Set([...group.after].flatMap(place))];
    const mine = group.selection.isEmpty
      ? after
      : [fetches.push(write(group, { ...options, after, index: fetches.length })) - 1];
    positions.set(group, mine);
    return mine;
  };
  for (const group of groups) place(group);
  const needs = (some: Iterable<FetchGroup>): number[] => {
    const found = new Set<number>();
    const add = (position: number) => {
      if (found.has(position)) return;
      found.add(position);
      fetches[position]!.after.forEach(add);
    };
    for (const group of some) place(group).forEach(add);
    return [...found].sort((one, other) => one - other);
  };
  const first = groups.filter((group) => group.deferred === null);
  return { plan: fetches, first: needs(first), deferred: deferred.map(needs) };
}

function write(group: FetchGroup, { after, index, operation, prefix, root, query }: WriteOptions): Fetch {
  const kind = group.path.length === 0 ? operation.operation : 'query';
  const type = group.path.length > 0 ? query : root;
  const renames = aliasConflicts(group.selection, group.subgraph, type, prefix);
  const used = new Set<string>();
  const selection = group.selection.print(used);
  const declared = new Map(
    (operation.variableDefinitions ?? []).map((definition) => [
      definition.variable.name.value,
      print(definition),
    ]),
  );
  const contexts = new Map(group.contexts.map(({ variable, type }) => [variable, `$${variable}: ${type}`]));
  const variables = [...used].filter((name) => declared.has(name) && !contexts.has(name));
  const definitions = [
    ...(group.ofEntities ? ['$representations: [_Any!]!'] : []),
    ...variables.map((name) => declared.get(name)!),
    ...contexts.values(),
  ];
  const operationName =
    operation.name && `${operation.name.value}__${group.subgraph.name.replace(/\W/g, '_')}__${index}`;
  const head = [kind, operationName].filter(Boolean).join(' ');
  const body = group.ofEntities ? `{ _entities(representations: $representations) ${selection} }` : selection;
  return {
    service: group.subgraph.name,
    path: group.path,
    after,
    operation: `${head}${definitions.length > 0 ? `(${definitions.join(', ')})` : ''} ${body}`,
    operationName,
    kind,
    variables,
    requires: group.ofEntities ? group.requires() : null,
    typenames: [...group.typenames].map(([of, is]) => ({ of, is })),
    renames,
    contexts: group.contexts.map(({ variable, path }) => ({ variable, path })),
  };
}
