import { EMOTIONS, type Probabilities, SENTIMENTS } from '../mention.ts';

/**
 * Rounds probabilities to two decimals, which is all their precision, so that they still sum to 1.
 */
function rounded<Name extends string>(
  names: readonly Name[],
  probabilities: Probabilities<Name>,
): Probabilities<Name> {
  const exact = names.map((name) => probabilities[name] * 100);
  const whole = exact.map(Math.floor);
  const rests = exact.map((value) => value % 1);
  for (let missing = 100 - whole.reduce((sum, value) => sum + value, 0); missing > 0; missing--) {
    const at = rests.indexOf(Math.max(...rests));
    whole[at]! += 1;
    rests[at] = -1;
  }
  return Object.fromEntries(names.map((name, at) => [name, whole[at]! / 100])) as Record<Name, number>;
}

export const sentimentOf = (probabilities: Probabilities<(typeof SENTIMENTS)[number]>) =>
  rounded(SENTIMENTS, probabilities);

export const emotionsOf = (probabilities: Probabilities<(typeof EMOTIONS)[number]>) =>
  rounded(EMOTIONS, probabilities);
