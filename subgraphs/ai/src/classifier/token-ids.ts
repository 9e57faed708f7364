import { Tokenizer } from '@huggingface/tokenizers';

/** Turns a text into the ids of its tokens, at most `longest` with the model's own marks. */
export type ReadIds = (text: string) => number[];

/**
 * Opens the tokenizer of a model. A text that is too long loses its end, but not the marks that the
 * model expects there. Throws if the files describe no tokenizer that is supported.
 */
export function openTokenizer(tokenizer: object, config: object, longest: number): ReadIds {
  const opened = new Tokenizer(tokenizer, config);
  const plain = (text: string) => opened.encode(text, { add_special_tokens: false }).ids;
  const marked = (text: string) => opened.encode(text).ids;
  const marks = marked('a').length - plain('a').length;
  const before = marked('a').indexOf(plain('a')[0]!);
  const after = Math.max(0, marks - Math.max(0, before));
  return (text) => {
    const ids = marked(text);
    if (ids.length <= longest) return ids;
    return [...ids.slice(0, longest - after), ...(after > 0 ? ids.slice(-after) : [])];
  };
}
