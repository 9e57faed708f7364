/**
 * How long text is in characters, as JSON Schema and PostgreSQL count them: Unicode code points. An emoji outside the
 * basic plane is one, where `length` counts two.
 */
export function lengthOf(text: string): number {
  let length = text.length;
  for (let index = 1; index < text.length; index++)
    if (isLow(text.charCodeAt(index)) && isHigh(text.charCodeAt(index - 1))) length -= 1;
  return length;
}

/** Whether text has more than so many characters, see {@link lengthOf}; it counts only where that is in doubt. */
export function isLongerThan(text: string, most: number): boolean {
  if (text.length <= most) return false;
  return text.length > 2 * most || lengthOf(text) > most;
}

function isHigh(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff;
}

function isLow(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff;
}
