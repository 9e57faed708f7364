import type { FetchGroup } from './fetch-group.ts';

/**
 * A path in the response, without list indices, and the fetches that complete the objects there.
 */
export class PathNode {
  readonly path: readonly string[];
  readonly groups: FetchGroup[] = [];
  readonly #children = new Map<string, PathNode>();

  constructor(path: readonly string[] = []) {
    this.path = path;
  }

  child(key: string): PathNode {
    let child = this.#children.get(key);
    if (!child) {
      child = new PathNode([...this.path, key]);
      this.#children.set(key, child);
    }
    return child;
  }
}
