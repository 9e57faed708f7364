export { changePersona, findPersona, listPublishedBodies } from './data/personas.ts';
export { changed, NOBODY, type Persona, type PersonaChange } from './persona.ts';
