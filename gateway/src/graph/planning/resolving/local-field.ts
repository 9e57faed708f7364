import type { SelectionNode } from 'graphql';
import { resolvesAlone, type SubgraphField, type SubgraphModel } from '../supergraph/subgraph-model.ts';
import { providedBelow } from './provided.ts';

/**
 * Returns the field as a subgraph resolves it without further fetches, for all objects of a type
 * that it returns; null if it does not. `provided` lists the fields that `@provides` adds for these
 * objects.
 */
export function localField(
  { types }: SubgraphModel,
  typeName: string,
  provided: readonly SelectionNode[],
  name: string,
): SubgraphField | null {
  const type = types.get(typeName);
  const field = type?.fields.get(name);
  if (!type || !field) return null;
  if (providedBelow(provided, name)) return field;
  const isLocal =
    resolvesAlone(type, name) &&
    (type.kind === 'object' ||
      type.members.every((member) => {
        const object = types.get(member);
        return object !== undefined && resolvesAlone(object, name);
      }));
  return isLocal ? field : null;
}
