import type { SubgraphModel } from '../supergraph/subgraphs.ts';
import type { Selection } from './selection.ts';

/**
 * Gives aliases to fields of one response key that a subgraph would refuse to merge, because they have different types
 * on different object types (the specification's FieldsInSetCanMerge). Returns the response key that each alias stands
 * for; `prefix` begins no name of a field.
 */
export function aliasConflicts(
  selection: Selection,
  subgraph: SubgraphModel,
  root: string,
  prefix: string,
): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  /** Shapes by response path and key; fragments do not change the path. */
  const places = new Map<string, string[]>();
  const visit = (at: Selection, type: string, path: string): void => {
    for (const [key, field] of at.fields()) {
      const declared = subgraph.types.get(type)?.fields.get(field.node.name.value);
      if (!declared) continue;
      const place = `${path}.${key}`;
      const shapes = places.get(place) ?? [];
      places.set(place, shapes);
      if (!shapes.includes(declared.shape)) shapes.push(declared.shape);
      const position = shapes.indexOf(declared.shape);
      if (position > 0) {
        field.alias = `${prefix}s${position}_${key}`;
        aliases.set(field.alias, key);
      }
      if (field.selection) visit(field.selection, declared.type, `${path}.${field.alias ?? key}`);
    }
    for (const [fragmentType, fragment] of at.fragments()) visit(fragment, fragmentType, path);
  };
  visit(selection, root, '');
  return aliases;
}
