export { changePersona, findPersona, listPublishedBodies } from './data/personas.ts';
export { applyChange, NOBODY, type Persona, type PersonaChange } from './persona.ts';
