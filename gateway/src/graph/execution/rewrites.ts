import type { FetchDataRewrite } from '@apollo/query-planner';
import { isObject, type Json, own, put } from './run.ts';
import type { TypeMatch } from './types.ts';

/** Changes what goes to a subgraph, or what came from it, in place. */
export type Rewrite = (value: unknown) => void;

const ON = '... on ';

/** Compiles the rewrites of a fetch; null when there is nothing to do. */
export function compileRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  matches: TypeMatch,
): Rewrite | null {
  if (!rewrites || rewrites.length === 0) return null;
  const compiled = rewrites.map((rewrite) => compileRewrite(rewrite, matches));
  return (value) => {
    for (const rewrite of compiled) rewrite(value);
  };
}

function compileRewrite(rewrite: FetchDataRewrite, matches: TypeMatch): Rewrite {
  const last = rewrite.path.at(-1)!;
  const change = (object: Json) => {
    if (rewrite.kind === 'ValueSetter') return put(object, last, rewrite.setValueTo);
    const value = own(object, last);
    if (value === undefined) return;
    put(object, rewrite.renameKeyTo, value);
    put(object, last, undefined);
  };
  return (value) => rewriteAt(value, rewrite.path, 0, change, matches);
}

function rewriteAt(
  value: unknown,
  path: readonly string[],
  at: number,
  change: (object: Json) => void,
  matches: TypeMatch,
): void {
  if (Array.isArray(value)) {
    for (const item of value) rewriteAt(item, path, at, change, matches);
  } else if (isObject(value)) {
    const element = path[at]!;
    if (at === path.length - 1) change(value);
    else if (!element.startsWith(ON)) rewriteAt(own(value, element), path, at + 1, change, matches);
    else if (isOn(value, element.slice(ON.length), matches)) rewriteAt(value, path, at + 1, change, matches);
  }
}

/** An object that does not say its type can only be what was asked for. */
function isOn(object: Json, condition: string, matches: TypeMatch): boolean {
  const typename = object['__typename'];
  return typeof typename !== 'string' || matches(typename, condition);
}
