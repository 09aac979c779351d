// Is the published schema valid, described throughout, and able to answer the questions?
//
//     node web/test/schema.mjs schema.graphql

import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import {
  buildSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isIntrospectionType,
  isObjectType,
  isSpecifiedDirective,
  isSpecifiedScalarType,
  Kind,
  parse,
  validate,
  validateSchema,
} from 'graphql';
import { check, finish } from './report.mjs';

const [path] = process.argv.slice(2);
const questions = new URL('../../questions/', import.meta.url);

let schema;
await check('the schema parses', () => {
  schema = buildSchema(readFileSync(path, 'utf8'));
});
if (schema) {
  await check('the schema is valid', () => none(validateSchema(schema).map((error) => error.message)));
  await check('everything has a description', () => none([...undescribed(schema)]));
  for (const file of readdirSync(questions).filter((name) => name.endsWith('.graphql')).sort()) {
    await check(`question ${basename(file, '.graphql')}`, () => {
      const document = parse(readFileSync(new URL(file, questions), 'utf8'));
      none(validate(schema, document).map((error) => error.message));
      // The playground's tabs are called by it.
      const unnamed = document.definitions.filter(({ kind, name }) => kind === Kind.OPERATION_DEFINITION && !name);
      if (unnamed.length) throw new Error('the operation has no name');
    });
  }
}
finish();

function none(complaints) {
  if (complaints.length) throw new Error(complaints.join('\n     '));
}

/** Coordinates (`Film.title`, `Query.film(by:)`, `@oneOf`) of what a reader would find without a word. */
function* undescribed(schema) {
  const types = Object.values(schema.getTypeMap());
  for (const type of types.filter((type) => !isSpecifiedScalarType(type) && !isIntrospectionType(type))) {
    if (!type.description?.trim()) yield type.name;
    for (const member of members(type)) {
      if (!member.description?.trim()) yield `${type.name}.${member.name}`;
      yield* undescribedArguments(`${type.name}.${member.name}`, member);
    }
  }
  for (const directive of schema.getDirectives().filter((directive) => !isSpecifiedDirective(directive))) {
    if (!directive.description?.trim()) yield `@${directive.name}`;
    yield* undescribedArguments(`@${directive.name}`, directive);
  }
}

function members(type) {
  if (isEnumType(type)) return type.getValues();
  if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) return Object.values(type.getFields());
  return [];
}

function* undescribedArguments(coordinate, { args = [] }) {
  for (const argument of args) {
    if (!argument.description?.trim()) yield `${coordinate}(${argument.name}:)`;
  }
}
