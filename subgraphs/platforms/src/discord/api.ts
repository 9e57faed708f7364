import { Type } from 'typebox';
import { optional } from '../vendor-json.ts';

/** A webhook. */
export const Hook = Type.Object({ id: Type.String(), name: optional(Type.String()) });

/** A message. */
export const Message = Type.Object({ id: Type.String() });
