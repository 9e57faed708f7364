import { EMOTIONS, type Probabilities, SENTIMENTS } from '../mention.ts';

/**
 * Rounds probabilities to two decimals, which is all their precision, so that they still sum to 1.
 */
function rounded<Name extends string>(
  names: readonly Name[],
  probabilities: Probabilities<Name>,
): Probabilities<Name> {
  const parts = names.map((name) => ({ name, exact: probabilities[name] * 100 }));
  const whole = new Map(parts.map(({ name, exact }) => [name, Math.floor(exact)]));
  const missing = 100 - [...whole.values()].reduce((sum, value) => sum + value, 0);
  const byRest = parts.toSorted((one, other) => (other.exact % 1) - (one.exact % 1));
  for (let index = 0; index < missing; index++) {
    const { name } = byRest[index % byRest.length]!;
    whole.set(name, whole.get(name)! + 1);
  }
  return Object.fromEntries([...whole].map(([name, value]) => [name, value / 100])) as Record<Name, number>;
}

export const sentimentOf = (probabilities: Probabilities<(typeof SENTIMENTS)[number]>) =>
  rounded(SENTIMENTS, probabilities);

export const emotionsOf = (probabilities: Probabilities<(typeof EMOTIONS)[number]>) =>
  rounded(EMOTIONS, probabilities);
