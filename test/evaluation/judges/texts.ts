import { NAMING, NOT_NAMING } from '../../../subgraphs/kit/test/brands/brand-cases.ts';
import { POSTS_BY_LANGUAGE } from '../../../subgraphs/text-models/training/data/checks/languages.ts';
import type { Engine } from '../engines/index.ts';
import { type Figure, share } from '../figure.ts';

/** Measures the detection of languages. */
export async function measureLanguages(engine: Engine): Promise<Figure[]> {
  const posts = Object.entries(POSTS_BY_LANGUAGE).flatMap(([language, texts]) =>
    texts.map((text) => ({ language, text })),
  );
  const found = await engine.languages(posts.map(({ text }) => text));
  const right = posts.filter(({ language }, index) => found[index] === language).length;
  const wrong = found.filter((each, index) => each !== null && each !== posts[index]!.language).length;
  const languages = Object.keys(POSTS_BY_LANGUAGE).length;
  const measured = {
    judgement: 'LANGUAGE',
    data: `Posts in ${languages} languages`,
    texts: posts.length,
  } as const;
  return [
    { ...measured, measure: 'recognised', value: share(right, posts.length) },
    { ...measured, measure: 'wrong', value: share(wrong, posts.length) },
  ];
}

/** Measures whether texts name brands. */
export async function measureBrands(engine: Engine): Promise<Figure[]> {
  const cases = [...NAMING, ...NOT_NAMING];
  const found = await engine.namesBrands(cases);
  const right = found.filter((names, index) => names === index < NAMING.length).length;
  const value = share(right, cases.length);
  return [
    {
      judgement: 'BRANDS',
      data: 'Texts with names of brands',
      measure: 'accuracy',
      value,
      texts: cases.length,
    },
  ];
}
