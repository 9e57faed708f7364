import type { SubgraphModel } from '../supergraph/subgraph-model.ts';
import type { Selection } from './selection.ts';

/**
 * Gives aliases to fields with one response key that a subgraph would refuse to merge, because
 * their types differ between object types (FieldsInSetCanMerge in the specification). Returns the
 * response key of each alias. No field name begins with `prefix`.
 */
export function aliasConflicts(
  selection: Selection,
  subgraph: SubgraphModel,
  root: string,
  prefix: string,
): ReadonlyMap<string, string> {
  const aliases = new Map<string, string>();
  /** Type shapes by response path; fragments do not change the path. */
  const shapesAt = new Map<string, string[]>();
  const visit = (at: Selection, type: string, path: string): void => {
    for (const [key, field] of at.fields()) {
      const declared = subgraph.types.get(type)?.fields.get(field.node.name.value);
      if (!declared) continue;
      const fieldPath = `${path}.${key}`;
      const shapes = shapesAt.get(fieldPath) ?? [];
      shapesAt.set(fieldPath, shapes);
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
