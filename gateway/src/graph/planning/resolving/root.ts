import { FetchGroup } from '../fetches/fetch-group.ts';
import { PathNode } from '../fetches/path-node.ts';
import { Selection } from '../fetches/selection.ts';
import type { Federation } from '../supergraph/federation.ts';
import type { SubgraphType } from '../supergraph/subgraph-model.ts';
import type { Position } from './position.ts';

/**
 * Returns the position from which root fields are resolved, after the given fetches. It belongs to
 * a virtual subgraph that has the root type without fields, so that each field is fetched from a
 * real subgraph.
 */
export function rootOf(federation: Federation, root: string, after: readonly FetchGroup[]): Position {
  const type: SubgraphType = {
    name: root,
    kind: 'object',
    interfaceObject: false,
    keys: [],
    keyFields: new Set(),
    fields: new Map(),
    members: [],
  };
  const pathNode = new PathNode();
  const group = new FetchGroup({ name: '', types: new Map([[root, type]]) }, pathNode.path, false);
  pathNode.groups.push(group);
  for (const each of after) group.after.add(each);
  return {
    pathNode,
    group,
    selection: new Selection(),
    type: root,
    supergraphType: root,
    provided: [],
    alternatives: federation.subgraphs,
    members: null,
    parent: null,
    isDeferred: false,
  };
}
