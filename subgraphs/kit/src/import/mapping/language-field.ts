import { invalidInput } from '../../core/errors.ts';
import { languageCode } from '../../text/language-code.ts';

/** Parses a value of the field `language`, see `FieldSpec.read`. */
export function languageField(text: string): string {
  const code = languageCode(text);
  if (code !== null) return code;
  throw invalidInput('language', `language must be a code such as en or pt-BR, got "${text.slice(0, 50)}".`);
}
