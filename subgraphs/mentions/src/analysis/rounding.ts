import { EMOTIONS, type Probabilities, SENTIMENTS } from '../mention.ts';

/**
 * Rounds probabilities to two decimals, which is all their precision, so that they still sum to 1.
 */
function rounded<Name extends string>(
  names: readonly Name[],
  probabilities: Probabilities<Name>,
): Probabilities<Name> {
  const whole: number[] = [];
  const rests: number[] = [];
  let missing = 100;
  for (const name of names) {
    const exact = probabilities[name] * 100;
    whole.push(Math.floor(exact));
    rests.push(exact % 1);
    missing -= Math.floor(exact);
  }
  for (; missing > 0; missing--) {
    const at = rests.indexOf(Math.max(...rests));
    whole[at]! += 1;
    rests[at] = -1;
  }
  const result = {} as Record<Name, number>;
  for (const [at, name] of names.entries()) result[name] = whole[at]! / 100;
  return result;
}

export const sentimentOf = (probabilities: Probabilities<(typeof SENTIMENTS)[number]>) =>
  rounded(SENTIMENTS, probabilities);

export const emotionsOf = (probabilities: Probabilities<(typeof EMOTIONS)[number]>) =>
  rounded(EMOTIONS, probabilities);
