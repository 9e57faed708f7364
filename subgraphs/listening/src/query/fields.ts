import { nearestName } from '@tributary/kit/text';
import type { FieldName } from './ast.ts';
import { listed, QueryFault, type Span } from './error.ts';
import { SOURCES, sourceOf } from './sources.ts';

/** What an editor shows of a field. */
export interface FieldDescription {
  /** What the field finds, as a sentence without a full stop. */
  readonly about: string;
  /** The only values, if there are few. */
  readonly values?: readonly string[];
}

interface FieldRules extends FieldDescription {
  /** Returns the canonical value, or why it is none. */
  readonly read: (value: string) => string | Invalid;
}

interface Invalid {
  readonly expected: string;
  readonly suggestion?: string | null;
}

/** Fields whose value is a term, and fields of an item's properties. */
const FIELDS: Readonly<Record<FieldName, FieldRules>> = {
  author: {
    about: 'Posts of an author, by the name on the platform',
    read: (value) => lowerAscii(value.replace(/^@/, '')) || { expected: 'a name such as `ada`' },
  },
  site: { about: 'Posts published on a site or its subdomains', read: hostOf },
  domain: { about: 'Posts that link to a site or its subdomains', read: hostOf },
  url: {
    about: 'Posts whose address, or a link in them, contains a text',
    read: (value) =>
      lowerAscii(value).replace(/^https?:\/\/(?:www\.)?/, '') || {
        expected: 'part of an address such as `github.com/acme`',
      },
  },
  source: {
    about: 'Posts of a platform',
    values: SOURCES,
    read: (value) =>
      sourceOf(value) ?? {
        expected: `one of ${SOURCES.join(', ')}`,
        suggestion: nearestName(value, SOURCES),
      },
  },
  community: {
    about: 'Posts in a subreddit, tag, instance or repository',
    read: (value) =>
      lowerAscii(value.replace(/^\/?(?:r\/|#)/, '')) || { expected: 'a name such as `selfhosted`' },
  },
  lang: { about: 'Posts in a language, by its two-letter code', read: languageOf },
  type: choice('Posts, or comments', ['post', 'comment']),
  has: choice('Posts with a link, or with media', ['link', 'media']),
  min_score: {
    about: 'Posts with at least this score on their platform',
    read: (value) =>
      /^-?\d{1,9}$/.test(value) ? String(Number(value)) : { expected: 'a whole number such as `10`' },
  },
};

/** Names of fields, `title` and those of an item's properties. */
export const FIELD_NAMES: readonly string[] = ['title', ...Object.keys(FIELDS)];

/** Whether a text is the name of a field. */
export function isFieldName(text: string): boolean {
  return FIELD_NAMES.includes(text);
}

/** Describes a field. */
export function describeField(name: string): FieldDescription {
  return name === 'title' ? { about: 'Words in the title only' } : FIELDS[name as FieldName];
}

/** Returns the canonical value of a field; throws a {@link QueryFault}. */
export function readField(name: FieldName, value: string, span: Span): string {
  const read = FIELDS[name].read(value.trim());
  if (typeof read === 'string') return read;
  const { expected, suggestion } = read;
  throw new QueryFault(
    `\`${name}:\` at ${span.start} must be ${expected}, got \`${value}\`.`,
    span,
    suggestion ? `Did you mean \`${name}:${suggestion}\`?` : null,
  );
}

/** Lower-cases ASCII letters only, as PostgreSQL does with the collation "C" in every locale. */
export function lowerAscii(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

function choice(about: string, values: readonly string[]): FieldRules {
  return {
    about,
    values,
    read: (value) => {
      const lower = value.toLowerCase();
      if (values.includes(lower)) return lower;
      return {
        expected: listed(values),
        suggestion: values.find((each) => `${each}s` === lower) ?? nearestName(lower, values),
      };
    },
  };
}

function hostOf(value: string): string | Invalid {
  const expected = 'a host name such as `github.com`';
  const [, host = '', path = ''] = /^(?:https?:\/\/)?(?:www\.)?([^/?#]*)(.*)$/i.exec(value) ?? [];
  const parsed = URL.parse(`http://${host}`)?.hostname;
  if (!parsed || !/^[^.]+(\.[^.]+)+$/.test(parsed)) return { expected };
  if (path.replace(/^\//, '') !== '') return { expected: `${expected} without a path`, suggestion: parsed };
  return parsed;
}

const LANGUAGES = new Intl.DisplayNames('en', { type: 'language', fallback: 'none' });

function languageOf(value: string): string | Invalid {
  const code = value.toLowerCase().replace(/[-_].*$/, '');
  if (/^[a-z]{2,3}$/.test(code) && LANGUAGES.of(code)) return code;
  return { expected: 'a language code such as `en`', suggestion: codeOf(value) };
}

/** Returns the two-letter code of a language by its English name. */
function codeOf(name: string): string | null {
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const codes = letters.flatMap((first) => letters.map((second) => first + second));
  return codes.find((code) => LANGUAGES.of(code)?.toLowerCase() === name.toLowerCase()) ?? null;
}
