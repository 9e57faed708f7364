import { invalidInput, withFailures } from '@tributary/kit';
import type { Context } from '../context.ts';
import {
  changeMembers,
  deleteCollection,
  insertCollection,
  MOST_COLLECTIONS,
  updateCollection,
} from '../data/collections.ts';
import { checkName } from '../dataset-input.ts';
import { isId, newId } from '../ids.ts';
import { missing } from './not-found.ts';

const MOST_AT_ONCE = 100;

interface MembersArguments {
  id: string;
  mentionIds: string[];
}

export const collectionMutations = {
  createCollection: (_: unknown, args: { name: string }, context: Context) =>
    withFailures(async () => {
      const name = checkName('name', args.name);
      const createdAt = new Date(context.clock());
      const id = newId('col', createdAt.getTime());
      const collection = await insertCollection(context.scope(), { id, name, createdAt });
      if (collection) return { __typename: 'CollectionCreated', collection };
      throw invalidInput(
        'name',
        `A workspace may have at most ${MOST_COLLECTIONS} collections; delete one first.`,
      );
    }),

  updateCollection: (_: unknown, args: { id: string; input: { name: string } }, context: Context) =>
    withFailures(async () => {
      const name = checkName('input.name', args.input.name);
      const collection = isId(args.id) && (await updateCollection(context.scope(), args.id, name));
      if (!collection) return missing('collection');
      context.collections.clear(args.id);
      return { __typename: 'CollectionChanged', collection };
    }),

  async deleteCollection(_: unknown, { id }: { id: string }, context: Context) {
    const deleted = isId(id) && (await deleteCollection(context.scope(), id));
    return deleted ? { __typename: 'CollectionDeleted', id } : missing('collection');
  },

  addToCollection: (_: unknown, args: MembersArguments, context: Context) => change(args, context, 'add'),

  removeFromCollection: (_: unknown, args: MembersArguments, context: Context) =>
    change(args, context, 'remove'),
};

function change({ id, mentionIds }: MembersArguments, context: Context, how: 'add' | 'remove') {
  return withFailures(async () => {
    if (mentionIds.length === 0 || mentionIds.length > MOST_AT_ONCE)
      throw invalidInput('mentionIds', `Must have 1 to ${MOST_AT_ONCE} ids, got ${mentionIds.length}`);
    const collection = isId(id) && (await context.collections.load(id));
    if (!collection) return missing('collection');
    const found = await context.mentions.loadMany(mentionIds.filter(isId));
    if (found.length < mentionIds.length || found.some((each) => !each)) return missing('mention');
    await changeMembers(context.scope(), id, mentionIds, how);
    for (const mentionId of mentionIds) context.mentions.clear(mentionId);
    return { __typename: 'CollectionChanged', collection };
  });
}
