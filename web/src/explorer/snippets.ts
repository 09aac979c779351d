// A request as code for others to paste.

import type { Asked } from './api';

export const LANGUAGES = { curl: 'curl', typescript: 'TypeScript', python: 'Python' } as const;

export type Language = keyof typeof LANGUAGES;

export function snippet(language: Language, { document, variables }: Asked, origin: string): string {
  switch (language) {
    case 'curl':
      return `curl ${origin}/graphql --json ${quotedForShell(JSON.stringify({ query: document, variables }, null, 2))}\n`;
    case 'typescript':
      return `const query = /* GraphQL */ \`
${document.trim().replace(/[`\\]|\$\{/g, '\\$&')}
\`;

const response = await fetch(${JSON.stringify(`${origin}/graphql`)}, {
  method: 'POST',
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify({ query, variables: ${indented(JSON.stringify(variables, null, 2))} }),
});
const { data, errors } = await response.json();
if (errors) throw new Error(errors[0].message);
console.log(data);
`;
    case 'python':
      return `import json
from urllib.request import Request, urlopen

query = ${quotedForPython(document)}
variables = ${pythonic(variables)}

request = Request(
    ${JSON.stringify(`${origin}/graphql`)},
    json.dumps({"query": query, "variables": variables}).encode(),
    {"content-type": "application/json"},
)
answer = json.load(urlopen(request))
if answer.get("errors"):
    raise RuntimeError(answer["errors"][0]["message"])
print(json.dumps(answer["data"], indent=2, ensure_ascii=False))
`;
  }
}

/** Nothing is special between single quotes but the quote itself. */
function quotedForShell(text: string): string {
  return `'${text.replaceAll("'", `'\\''`)}'`;
}

function quotedForPython(text: string): string {
  return `"""\n${text.trim().replaceAll('\\', '\\\\').replaceAll('"""', '\\"\\"\\"')}\n"""`;
}

function indented(text: string): string {
  return text.replaceAll('\n', '\n  ');
}

/** JSON's texts and numbers are Python's as well; its words are not. */
function pythonic(value: unknown): string {
  if (value === null || value === undefined) return 'None';
  if (value === true) return 'True';
  if (value === false) return 'False';
  if (Array.isArray(value)) return `[${value.map(pythonic).join(', ')}]`;
  if (typeof value === 'object') {
    return `{${Object.entries(value).map(([key, item]) => `${JSON.stringify(key)}: ${pythonic(item)}`).join(', ')}}`;
  }
  return JSON.stringify(value);
}
