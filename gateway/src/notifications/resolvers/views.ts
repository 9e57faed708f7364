import { delegated, withFailures } from '@tributary/kit';
import { isUuid } from '@tributary/kit/postgres';
import type { Context } from '../context.ts';
import type { ViewedList } from '../data/tables.ts';
import { findView, listViews, type View } from '../data/views.ts';
import {
  changeView,
  createView,
  type NewViewInput,
  removeView,
  type ViewInput,
} from '../views/change-views.ts';
import { type PageArguments, readPage } from './bounds.ts';

const EXPECTED = ['INVALID_INPUT', 'NOT_FOUND', 'CONFLICT'] as const;

interface Identified {
  readonly id: string;
}

interface ViewsArguments extends PageArguments {
  readonly list?: ViewedList | null;
}

/** Finds a view by its global id. */
export async function findViewNode(id: string, { scope }: Context): Promise<View | null> {
  return isUuid(id) ? ((await findView(scope(), id)) ?? null) : null;
}

export const viewQueries = {
  savedViews: (_: unknown, { list, ...page }: ViewsArguments, { scope }: Context) =>
    listViews(scope(), { list: list ?? null, ...readPage(page, 'a view') }),
};

export const viewMutations = {
  createSavedView: (_: unknown, { input }: { input: NewViewInput }, { parts, scope, ...source }: Context) =>
    withFailures(
      async () => ({
        __typename: 'SavedViewCreated',
        view: await createView(parts, scope(), delegated(source), input),
      }),
      EXPECTED,
    ),

  updateSavedView: (
    _: unknown,
    { id, input }: Identified & { input: ViewInput },
    { parts, scope, ...source }: Context,
  ) =>
    withFailures(
      async () => ({
        __typename: 'SavedViewUpdated',
        view: await changeView(parts, scope(), delegated(source), id, input),
      }),
      EXPECTED,
    ),

  deleteSavedView: (_: unknown, { id }: Identified, { scope }: Context) =>
    withFailures(async () => {
      await removeView(scope(), id);
      return { __typename: 'SavedViewDeleted', id };
    }, EXPECTED),
};

export const viewTypes = {
  SavedView: {
    __resolveReference: ({ id }: Identified, context: Context) => findViewNode(id, context),
    arguments: ({ arguments: args }: View) => JSON.stringify(args),
  },
  ViewedList: { COMMUNITY_POSTS: 'community_posts', MENTIONS: 'mentions' },
};
