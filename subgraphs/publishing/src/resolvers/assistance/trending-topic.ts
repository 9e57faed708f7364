import { invalidInput } from '@tributary/kit';
import { embeddedEngine, factsOf, type TrendFacts } from '../../assistance/index.ts';

export const TrendingTopic = {
  ideas(topic: TrendFacts, { count }: { count?: number | null }) {
    const many = count ?? 3;
    if (many < 1 || many > 10) throw invalidInput('count', '`count` must be from 1 to 10.');
    return factsOf(topic)
      .slice(0, many)
      .map((fact) => ({ ...fact, engine: embeddedEngine.name }));
  },
};
