import {
  type GraphQLInputObjectType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLSchema,
  type GraphQLType,
  getNamedType,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
} from 'graphql';

/** TypeScript types of scalars; any other is a string. */
const SCALARS: Readonly<Record<string, string>> = {
  Int: 'number',
  Float: 'number',
  Long: 'number',
  Boolean: 'boolean',
};

/** TypeScript declarations of the enums and input objects that documents refer to. */
export interface NamedTypes {
  /** Returns the type of a variable or of a member of an input object. */
  input(type: GraphQLInputType): string;
  /** Returns the type of a value; `object` is that of an object, without list and null. */
  output(type: GraphQLOutputType, object: string): string;
  /** Returns the declarations of everything that was referred to. */
  declarations(): string;
}

/** Creates the declarations of one module. */
export function namedTypes(schema: GraphQLSchema): NamedTypes {
  const used = new Set<string>();
  const refer = (type: GraphQLNamedType): string => {
    if (!isEnumType(type) && !isInputObjectType(type)) return SCALARS[type.name] ?? 'string';
    used.add(type.name);
    return type.name;
  };
  const wrapped = (type: GraphQLType, named: string): string => {
    if (isNonNullType(type)) return wrapped(type.ofType, named).replace(/ \| null$/, '');
    if (!isListType(type)) return `${named} | null`;
    const item = wrapped(type.ofType, named);
    return `readonly ${item.includes(' ') ? `(${item})` : item}[] | null`;
  };
  const input = (type: GraphQLInputType) => wrapped(type, refer(getNamedType(type)));
  return {
    input,
    output: (type, object) => wrapped(type, object || refer(getNamedType(type))),
    declarations() {
      const written: string[] = [];
      // Declarations refer to further types, which are appended while the set is iterated over.
      for (const name of used) written.push(declarationOf(schema.getType(name)!, input));
      return written.sort().join('\n');
    },
  };
}

function declarationOf(type: GraphQLNamedType, input: (type: GraphQLInputType) => string): string {
  const comment = commentOf(type.description);
  if (isEnumType(type)) {
    const values = type.getValues().map(({ name }) => `  | '${name}'`);
    return `${comment}export type ${type.name} =\n${values.join('\n')};\n`;
  }
  return `${comment}export interface ${type.name} {\n${membersOf(type as GraphQLInputObjectType, input)}}\n`;
}

function membersOf(type: GraphQLInputObjectType, input: (type: GraphQLInputType) => string): string {
  return Object.values(type.getFields())
    .map(({ name, type: member, description, defaultValue }) => {
      const isOptional = !isNonNullType(member) || defaultValue !== undefined;
      return `${commentOf(description, '  ')}  readonly ${name}${isOptional ? '?' : ''}: ${input(member)};\n`;
    })
    .join('');
}

/** Widest line of a comment. */
const WIDTH = 100;

/** Returns a description as a comment, wrapped. */
export function commentOf(description: string | null | undefined, indent = ''): string {
  const words = (description ?? '').replaceAll('*/', '* /').split(/\s+/).filter(Boolean);
  const single = `${indent}/** ${words.join(' ')} */`;
  if (single.length <= WIDTH) return `${single}\n`;
  const lines: string[] = [];
  let line = `${indent} *`;
  for (const word of words) {
    if (`${line} ${word}`.length > WIDTH) {
      lines.push(line);
      line = `${indent} *`;
    }
    line += ` ${word}`;
  }
  return `${[`${indent}/**`, ...lines, line, `${indent} */`].join('\n')}\n`;
}
