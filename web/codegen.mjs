// Writes `src/explorer/generated/`: for each document of `src/explorer/operations/` its types and its text, and in
// `schema.ts` what they have in common. A document that the schema does not allow is an error.

import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { codegen } from '@graphql-codegen/core';
import * as schemaTypes from '@graphql-codegen/typescript';
import * as operationTypes from '@graphql-codegen/typescript-operations';
import { buildSchema, Kind, parse, validate } from 'graphql';

const here = import.meta.dirname;
const source = join(here, 'src/explorer/operations');
const target = join(here, 'src/explorer/generated');
const schemaText = readFileSync(join(here, '../schema.graphql'), 'utf8');
const schemaAst = buildSchema(schemaText);
const schema = parse(schemaText);

const config = {
  enumsAsTypes: true,
  onlyOperationTypes: true,
  skipTypename: true,
  avoidOptionals: { field: true },
  strictScalars: true,
  // What gateways name entities with. The explorer does not ask for any.
  scalars: { _Any: 'Record<string, unknown>' },
  useTypeImports: true,
};

async function types(plugin, documents, more = {}) {
  return codegen({
    schema,
    schemaAst,
    documents,
    config: { ...config, ...more },
    filename: 'types.ts',
    plugins: [{ types: {} }],
    pluginMap: { types: plugin },
  });
}

/** The text as the page shows and sends it. The line of variables is for the tests. */
function shown(text) {
  return text.replace(/^# Variables:.*\n/m, '').trim() + '\n';
}

rmSync(target, { recursive: true, force: true });
mkdirSync(target, { recursive: true });

const documents = readdirSync(source)
  .filter((file) => file.endsWith('.graphql'))
  .sort()
  .map((file) => ({ location: file, name: basename(file, '.graphql'), text: readFileSync(join(source, file), 'utf8') }))
  .map((file) => ({ ...file, document: parse(file.text) }));

writeFileSync(join(target, 'schema.ts'), await types(schemaTypes, []));
for (const { location, name, text, document } of documents) {
  const errors = validate(schemaAst, document);
  if (errors.length) throw new Error(`${location}: ${errors.map((error) => error.message).join('\n')}`);
  const { name: { value: operation }, selectionSet } = document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  // Of several fields at the root the server makes no table.
  const isTable = selectionSet.selections.length === 1;
  const own = await types(operationTypes, [{ location, document }], { namespacedImportName: 'Schema' });
  writeFileSync(
    join(target, `${name}.ts`),
    `import type { Operation } from '../api';\nimport type * as Schema from './schema';\n\n${own}\n` +
      `export const operation: Operation<${operation}Query, ${operation}QueryVariables> = {\n` +
      `  document: ${JSON.stringify(shown(text))},\n  isTable: ${isTable},\n};\n`,
  );
}
