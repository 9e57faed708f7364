/** Client of a language model on an OpenAI-compatible server. */
export type { Usage } from './chat-completion.ts';
export { type LanguageModel, openModel } from './language-model.ts';
