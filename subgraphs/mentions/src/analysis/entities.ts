import type { ReadText, Token } from './reading/index.ts';

const MOST = 10;
const LONGEST_NAME = 4;
const CAPITALISED = /^\p{Lu}[\p{L}\p{N}'’.-]*$/u;
/** Capitalised words that are not names. */
const NO_NAME = new Set(
  `i i'm im i've i'll i'd monday tuesday wednesday thursday friday saturday sunday january february march april may june july
  august september october november december rt dm lol omg wtf idk imo imho tbh fyi btw asap ok okay yes no thanks thank please
  hi hello hey ask show tell hn ps am pm the a an my your our his her its their this that these those and but so if when`.split(
    /\s+/,
  ),
);

/**
 * Finds names of people, places and things: runs of capitalised proper nouns. Ignores single words
 * that open a sentence and texts in all capitals, because their capitalisation carries no
 * information.
 */
export function entitiesOf({ sentences, text }: ReadText): string[] {
  const names = new Set<string>();
  for (const { tokens } of sentences) for (const name of namesIn(tokens)) names.add(name);
  return names.size === 0 || isShouted(text) ? [] : [...names].slice(0, MOST);
}

function namesIn(tokens: readonly Token[]): string[] {
  const names: string[] = [];
  const opening = tokens.findIndex(({ type }) => type === 'word');
  let run: { token: Token; place: number }[] = [];
  const close = () => {
    const single = run.length === 1 && run[0]!.place === opening;
    if (run.length > 0 && run.length <= LONGEST_NAME && !single)
      names.push(run.map(({ token }) => token.text).join(' '));
    run = [];
  };
  for (const [place, token] of tokens.entries()) {
    if (isName(token)) run.push({ token, place });
    else close();
  }
  close();
  return names;
}

function isName({ pos, text, lower, type }: Token): boolean {
  return (
    pos === 'PROPN' && type === 'word' && text.length > 1 && CAPITALISED.test(text) && !NO_NAME.has(lower)
  );
}

function isShouted(text: string): boolean {
  let letters = 0;
  let small = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    // Letters outside ASCII are left to the patterns.
    if (code >= 0x80) return isShoutedInUnicode(text);
    if (code >= 0x61 && code <= 0x7a) small += 1;
    const lower = code | 0x20;
    if (lower >= 0x61 && lower <= 0x7a) letters += 1;
  }
  return areShouted(letters, small);
}

function isShoutedInUnicode(text: string): boolean {
  const letters = text.replace(/[^\p{L}]/gu, '');
  return areShouted(letters.length, letters.length - letters.replace(/\p{Ll}/gu, '').length);
}

/** Whether more than 60 % of at least ten letters are no small ones. */
function areShouted(letters: number, small: number): boolean {
  return letters >= 10 && letters - small > letters * 0.6;
}
