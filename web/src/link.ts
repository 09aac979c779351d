// Links that carry a document: `/graphql?query=…&variables=…&operationName=…`.

export interface Shared {
  query: string;
  variables: string;
  operationName: string | null;
}

/** Request headers never travel: they hold tokens. */
export function toLink({ query, variables, operationName }: Shared): string {
  const link = new URL(location.pathname, location.origin);
  link.searchParams.set('query', query);
  if (variables.trim()) link.searchParams.set('variables', variables);
  if (operationName) link.searchParams.set('operationName', operationName);
  return link.href;
}

/** What the address bar carries, taken off it, so that a reload keeps the reader's edits. */
export function takeShared(): Shared | null {
  const parameters = new URLSearchParams(location.search);
  const query = parameters.get('query');
  if (!query) return null;
  history.replaceState(null, '', location.pathname);
  return { query, variables: parameters.get('variables') ?? '', operationName: parameters.get('operationName') };
}
