import { Group, Site } from '../fetches/groups.ts';
import { Selection } from '../fetches/selection.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphType } from '../supergraph/subgraphs.ts';
import type { Position } from './position.ts';

/**
 * The position from which the fields of a root type are resolved, after all fetches that there are. Its subgraph has
 * the type but none of its fields, so that each of them is fetched from a real one.
 */
export function rootOf(federation: Federation, root: string, after: readonly Group[]): Position {
  const type: SubgraphType = {
    name: root,
    kind: 'object',
    interfaceObject: false,
    keys: [],
    keyFields: new Set(),
    fields: new Map(),
    members: [],
  };
  const site = new Site();
  const group = new Group({ name: '', types: new Map([[root, type]]) }, site, false);
  for (const each of after) group.after.add(each);
  return {
    site,
    group,
    selection: new Selection(),
    type: root,
    provided: [],
    alternatives: federation.subgraphs,
    members: null,
    parent: null,
  };
}
