import { randomUUID } from 'node:crypto';
import { type GraphCaller, notFound, TributaryError } from '@tributary/kit';
import { isUuid, type Scope } from '@tributary/kit/postgres';
import { findRuleUsing } from '../data/alert-rules.ts';
import type { Tables, ViewedList } from '../data/tables.ts';
import {
  countViews,
  deleteView,
  findView,
  hasViewName,
  insertView,
  updateView,
  type View,
} from '../data/views.ts';
import type { NotificationParts } from '../notification-parts.ts';
import { readName } from '../readable-name.ts';
import { serialized } from '../serialized.ts';
import { readViewArguments } from './view-arguments.ts';

/** Maximum number of views per workspace. */
const MOST_VIEWS = 200;

/** A view to create, as requested; `arguments` is JSON. */
export interface NewViewInput {
  readonly name: string;
  readonly list: ViewedList;
  readonly arguments: string;
}

/** Changes to a view, as requested; absent members stay as they are. */
export interface ViewInput {
  readonly name?: string | null;
  readonly arguments?: string | null;
}

/** Creates a view of a list that accepts its arguments. */
export async function createView(
  { graph, clock }: NotificationParts,
  scope: Scope<Tables>,
  as: GraphCaller,
  input: NewViewInput,
): Promise<View> {
  const name = readName(input.name);
  const args = await readViewArguments(graph, as, input.list, input.arguments);
  return serialized(scope, async (inside) => {
    if ((await countViews(inside)) >= MOST_VIEWS)
      throw new TributaryError('CONFLICT', `A workspace can have at most ${MOST_VIEWS} views.`);
    await requireFreeName(inside, name, null);
    const createdAt = new Date(clock());
    return insertView(inside, { id: randomUUID(), name, list: input.list, arguments: args, createdAt });
  });
}

/** Changes the given properties of a view. */
export async function changeView(
  { graph, clock }: NotificationParts,
  scope: Scope<Tables>,
  as: GraphCaller,
  id: string,
  input: ViewInput,
): Promise<View> {
  const view = isUuid(id) ? await findView(scope, id) : undefined;
  if (!view) throw notFound('The view');
  const named = typeof input.name === 'string' ? { name: readName(input.name) } : {};
  const given =
    typeof input.arguments === 'string'
      ? { arguments: await readViewArguments(graph, as, view.list, input.arguments) }
      : {};
  return serialized(scope, async (inside) => {
    if (named.name) await requireFreeName(inside, named.name, id);
    const changed = await updateView(inside, id, { ...named, ...given, updatedAt: new Date(clock()) });
    if (!changed) throw notFound('The view');
    return changed;
  });
}

/** Deletes a view that no alert rule uses. */
export async function removeView(scope: Scope<Tables>, id: string): Promise<void> {
  if (!isUuid(id)) throw notFound('The view');
  await serialized(scope, async (inside) => {
    const rule = await findRuleUsing(inside, { view: id });
    if (rule !== undefined)
      throw new TributaryError('CONFLICT', `The view is used by the alert rule "${rule}".`);
    if (!(await deleteView(inside, id))) throw notFound('The view');
  });
}

async function requireFreeName(scope: Scope<Tables>, name: string, except: string | null): Promise<void> {
  if (await hasViewName(scope, name, except))
    throw new TributaryError('CONFLICT', `Another view is called "${name}".`);
}
