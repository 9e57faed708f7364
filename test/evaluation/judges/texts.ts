import { NAMING, NOT_NAMING, namesBrand } from '../../../subgraphs/kit/test/brands/brand-cases.ts';
import { detectLanguage } from '../../../subgraphs/text-models/src/index.ts';
import { POSTS_BY_LANGUAGE } from '../../../subgraphs/text-models/training/data/checks/languages.ts';
import { type Figure, share } from '../figure.ts';

/** Measures the detection of languages. */
export function measureLanguages(): Figure[] {
  const posts = Object.entries(POSTS_BY_LANGUAGE).flatMap(([language, texts]) =>
    texts.map((text) => ({ language, found: detectLanguage(text) })),
  );
  const right = posts.filter(({ language, found }) => found === language).length;
  const wrong = posts.filter(({ language, found }) => found !== null && found !== language).length;
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
export function measureBrands(): Figure[] {
  const found = NAMING.filter(([brand, text, community]) => namesBrand(brand, text, community)).length;
  const invented = NOT_NAMING.filter(([brand, text, community]) => namesBrand(brand, text, community)).length;
  const texts = NAMING.length + NOT_NAMING.length;
  const value = share(found + NOT_NAMING.length - invented, texts);
  return [{ judgement: 'BRANDS', data: 'Texts with names of brands', measure: 'accuracy', value, texts }];
}
