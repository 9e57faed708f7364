import { expect, test } from '@jest/globals';
import { measureOwn } from '../../../test/evaluation/measure-all.ts';
import { Query } from '../src/resolvers/query.ts';

const all = Query.analysisQuality(null, {});

test('the figures are those of this version, for all labelled texts in the repository', async () => {
  for (const figure of await measureOwn()) expect(all).toContainEqual(figure);
});

test('each judgement has a figure, and each figure is a share of some texts', () => {
  const judgements = ['LANGUAGE', 'SENTIMENT', 'EMOTIONS', 'INTENT', 'COMPETITOR', 'BRANDS', 'RELEVANCE'];
  for (const judgement of judgements) {
    const figures = Query.analysisQuality(null, { judgement });
    expect(figures.length).toBeGreaterThan(0);
    for (const figure of figures) {
      expect(figure).toMatchObject({ judgement });
      expect(figure.texts).toBeGreaterThan(0);
      expect(figure.value >= 0 && figure.value <= 1).toBe(true);
    }
  }
  expect(new Set(all.map(({ judgement }) => judgement))).toEqual(new Set(judgements));
});
