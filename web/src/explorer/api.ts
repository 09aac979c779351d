// The one way to the data: the public API that everyone else has.

/** A document with the types of its answer and of its variables. */
export interface Operation<Data, Variables> {
  readonly document: string;
  /** Whether the server can answer it as a table too. */
  readonly isTable: boolean;
  readonly types?: (variables: Variables) => Data;
}

/** An operation with the values with which it was asked, to be shown beside its answer. */
export interface Asked {
  readonly document: string;
  readonly isTable: boolean;
  readonly variables: Record<string, unknown>;
}

/** Why there is no answer, and what to do about it. */
export class Failure extends Error {
  readonly advice: string;

  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}

interface Answer {
  data?: unknown;
  errors?: { message: string; extensions?: { code?: string } }[];
}

export async function ask<Data, Variables extends Record<string, unknown>>(
  operation: Operation<Data, Variables>,
  variables: Variables,
  signal: AbortSignal | null = null,
): Promise<Data> {
  const { data, errors } = await send({ query: operation.document, variables }, signal);
  const error = errors?.[0];
  if (error) throw new Failure(error.message, advice(error.extensions?.code));
  if (!data) throw new Failure('The server answered without data.', 'Try again in a moment.');
  return data as Data;
}

export function asked<Data, Variables extends Record<string, unknown>>(
  operation: Operation<Data, Variables>,
  variables: Variables,
): Asked {
  return { document: operation.document, isTable: operation.isTable, variables };
}

async function send(body: object, signal: AbortSignal | null): Promise<Answer> {
  let response: Response;
  try {
    response = await fetch('/graphql', {
      method: 'POST',
      headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json' },
      body: JSON.stringify(body),
      signal,
    });
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure('The server cannot be reached.', 'See whether it is running and you are connected, then try again.');
  }
  try {
    return (await response.json()) as Answer;
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new Failure(`The server answered with status ${response.status} and no result.`, 'Try again in a moment.');
  }
}

function advice(code: string | undefined): string {
  switch (code) {
    case 'SERVICE_UNAVAILABLE':
      return 'Many are asking at once. Try again in a second.';
    case 'TIMEOUT':
      return 'This took too long. Try again, or ask for less in the playground.';
    case 'QUERY_TOO_COMPLEX':
      return 'Ask for less at once: choose fewer rows.';
    case 'GRAPHQL_VALIDATION_FAILED':
      return 'The server is of another release than this page. Reload the page.';
    default:
      return 'Try again. If it stays so, the log of the server tells more.';
  }
}
