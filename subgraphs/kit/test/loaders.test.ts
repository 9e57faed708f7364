import { describe, expect, test } from '@jest/globals';
import { batchLoader, loaderById } from '../src/subgraph/loaders.ts';

describe('a loader', () => {
  function recording() {
    const asked: (readonly string[])[] = [];
    const loader = loaderById(async (ids) => {
      asked.push(ids);
      return [...ids]
        .reverse()
        .filter((id) => id !== 'none')
        .map((id) => ({ id }));
    });
    return { asked, loader };
  }

  test('loads the ids of one tick together, each once, and returns them in order', async () => {
    const { asked, loader } = recording();
    const rows = await Promise.all(['a', 'b', 'a', 'none'].map((id) => loader.load(id)));
    expect(rows).toEqual([{ id: 'a' }, { id: 'b' }, { id: 'a' }, null]);
    expect(asked).toEqual([['a', 'b', 'none']]);
  });

  test('loads at most a thousand at once', async () => {
    const { asked, loader } = recording();
    await loader.loadMany(Array.from({ length: 1_500 }, (_, index) => `${index}`));
    expect(asked.map((ids) => ids.length)).toEqual([1_000, 500]);
  });

  test('fails for each id if the query fails', async () => {
    const loader = loaderById(() => Promise.reject(new Error('away')));
    const results = await Promise.allSettled([loader.load('a'), loader.load('b')]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
  });
});

describe('a batch loader', () => {
  test('loads the keys of one tick together, equal ones once, and caches nothing', async () => {
    const asked: unknown[][] = [];
    const loader = batchLoader(async (keys: readonly { id: string; days?: number }[]) => {
      asked.push([...keys]);
      return keys.map(({ id, days = 0 }) => `${id}${days}`);
    });
    const keys = [{ id: 'a', days: 1 }, { id: 'b' }, { id: 'a', days: 1 }, { id: 'a', days: 2 }];
    expect(await Promise.all(keys.map((key) => loader.load(key)))).toEqual(['a1', 'b0', 'a1', 'a2']);
    expect(asked).toEqual([[{ id: 'a', days: 1 }, { id: 'b' }, { id: 'a', days: 2 }]]);
    await loader.load({ id: 'b' });
    expect(asked).toHaveLength(2);
  });

  test('loads a page of 100 rows with 95 aliases in one batch', async () => {
    let batches = 0;
    const loader = batchLoader(async (keys: readonly number[]) => {
      batches += 1;
      return keys;
    });
    await Promise.all(Array.from({ length: 9_500 }, (_, index) => loader.load(index)));
    expect(batches).toBe(1);
  });
});
