// The question catalogue: every document of `questions/`, as the page offers it.

import { Kind, parse, valueFromASTUntyped } from 'graphql';

export interface Question {
  /** The file's name without its ending, which is also its name under `/q/`. */
  name: string;
  title: string;
  description: string;
  /** The file as it stands, comments included. */
  document: string;
  /** JSON, or empty when the question takes no variables. */
  variables: string;
}

const STATED = /^Variables:\s*(\{.*\})$/i;

const files = import.meta.glob<string>('../../questions/*.graphql', {
  query: '?raw',
  import: 'default',
  eager: true,
});

/** In the order of their numbers; those without one come last, by name. */
export const questions: readonly Question[] = Object.entries(files)
  .map(([path, text]) => read(path.replace(/^.*\/|\.graphql$/g, ''), text.trim()))
  .sort((a, b) => a.number - b.number || (a.name < b.name ? -1 : 1));

/**
 * A file begins with its number, the question, and what there is to say about it:
 *
 * ```graphql
 * # 1. Which directors have several listed soundtracks?
 * # Listed means: picked by a list, or voted for by its readers.
 * # Variables: {"min": 2}
 * ```
 *
 * All of it may be absent. Variables that the comment leaves out have the operation's own defaults.
 */
function read(name: string, document: string): Question & { number: number } {
  const comments = document.match(/^(#.*\n)*/)![0].split('\n').map((line) => line.replace(/^#\s*/, ''));
  const headed = comments[0]?.match(/^(\d+)\.\s+(.+)$/);
  const prose = comments.slice(headed ? 1 : 0).filter((line) => !STATED.test(line));
  const variables = { ...defaults(document), ...stated(comments) };
  return {
    name,
    number: headed ? Number(headed[1]) : Infinity,
    title: headed?.[2] ?? humanised(name),
    description: prose.join(' ').trim(),
    document,
    variables: Object.keys(variables).length ? JSON.stringify(variables, null, 2) : '',
  };
}

function stated(comments: string[]): object {
  const json = comments.map((line) => line.match(STATED)?.[1]).find(Boolean);
  return json ? JSON.parse(json) : {};
}

function defaults(document: string): object {
  const operation = parse(document).definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION);
  const given = operation?.variableDefinitions?.filter((variable) => variable.defaultValue) ?? [];
  return Object.fromEntries(
    given.map((variable) => [variable.variable.name.value, valueFromASTUntyped(variable.defaultValue!)]),
  );
}

function humanised(name: string): string {
  const words = name.replaceAll('-', ' ');
  return words.charAt(0).toUpperCase() + words.slice(1);
}
