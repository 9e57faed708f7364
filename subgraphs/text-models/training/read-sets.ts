import { readFileSync } from 'node:fs';
import { parseCsv } from './csv-rows.ts';
import { HEAD_CLASSES, type Head, type Labelled } from './labelled.ts';

/** Readers of labelled files by kind. */
export const READERS = {
  /** GoEmotions with seven emotions: text, comma-separated label numbers, id. */
  'goemotions-ekman': (path) => readGoEmotions(path, 'emotions', EKMAN),
  /** GoEmotions by group; the ambiguous group has no sentiment. */
  'goemotions-group': (path) => readGoEmotions(path, 'sentiment', GROUPS),
  /** Rated texts of ICWSM 2014: id, mean rating from -4 to 4, text. */
  icwsm: readIcwsm,
  /** TweetEval: `…_text.txt`, with `…_labels.txt` in the same folder. */
  'tweeteval-sentiment': (path) => readTweetEval(path, 'sentiment', ['negative', 'neutral', 'positive']),
  /** TweetEval; optimism is not one of the seven emotions. */
  'tweeteval-emotion': (path) => readTweetEval(path, 'emotions', ['anger', 'joy', 'optimism', 'sadness']),
  /** Tweets to airlines: a CSV with the columns airline_sentiment and text. */
  airline: readAirline,
} as const satisfies Record<string, (path: string) => Labelled[]>;

/** The name of a kind of labelled file. */
export type Kind = keyof typeof READERS;

/** Label names in the order of GoEmotions' label files. */
const EKMAN = ['anger', 'disgust', 'fear', 'joy', 'neutral', 'sadness', 'surprise'];
const GROUPS = ['ambiguous', 'negative', 'neutral', 'positive'];

/** Ratings within this distance of zero count as neutral. */
const ICWSM_NEUTRAL = 0.5;

function labelled(id: string, text: string, head: Head, names: readonly string[]): Labelled {
  const classes = HEAD_CLASSES[head];
  const places = names.map((name) => classes.indexOf(name)).filter((place) => place >= 0);
  return { id, text, sentiment: [], emotions: [], ambiguous: places.length < names.length, [head]: places };
}

function readLines(path: string): string[] {
  return readFileSync(path, 'utf8')
    .split(/\r?\n/)
    .filter((line) => line !== '');
}

function readGoEmotions(path: string, head: Head, names: readonly string[]): Labelled[] {
  return readLines(path).map((line) => {
    const [text = '', numbers = '', id = ''] = line.split('\t');
    const chosen = numbers.split(',').map((number) => names[Number(number)] ?? '');
    return labelled(id, text, head, chosen);
  });
}

function readIcwsm(path: string): Labelled[] {
  return readLines(path).map((line) => {
    const [id = '', rating = '', text = ''] = line.split('\t');
    const mean = Number(rating);
    const name = mean < -ICWSM_NEUTRAL ? 'negative' : mean > ICWSM_NEUTRAL ? 'positive' : 'neutral';
    return labelled(id, text, 'sentiment', [name]);
  });
}

function readTweetEval(path: string, head: Head, names: readonly string[]): Labelled[] {
  const labels = readLines(path.replace(/_text\.txt$/, '_labels.txt'));
  const texts = readFileSync(path, 'utf8').split(/\r?\n/);
  return labels.map((label, row) =>
    labelled(`${row}`, readEscapes(texts[row] ?? ''), head, [names[Number(label)] ?? '']),
  );
}

/** Decodes escape sequences, which TweetEval uses for some characters. */
function readEscapes(text: string): string {
  return text
    .replace(/\\u([0-9a-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)))
    .replace(/\\n/g, ' ')
    .replace(/\\"/g, '"');
}

function readAirline(path: string): Labelled[] {
  return parseCsv(readFileSync(path, 'utf8')).map((row, number) =>
    labelled(`${number}`, row['text'] ?? '', 'sentiment', [row['airline_sentiment'] ?? '']),
  );
}
