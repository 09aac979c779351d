import { ToolbarButton, useGraphiQL } from '@graphiql/react';
import { useState } from 'react';
import { toLink } from './link';

/** Copies a link that opens the active tab's document elsewhere. */
export function CopyLink() {
  const editors = useGraphiQL(({ queryEditor, variableEditor, operationName }) => ({ queryEditor, variableEditor, operationName }));
  const [label, setLabel] = useState(COPY);

  async function copy() {
    const link = toLink({
      query: editors.queryEditor?.getValue() ?? '',
      variables: editors.variableEditor?.getValue() ?? '',
      operationName: editors.operationName ?? null,
    });
    try {
      await navigator.clipboard.writeText(link);
      setLabel('Link copied');
    } catch {
      // Browsers give no clipboard to pages served without TLS from another machine; the address bar serves as well.
      history.replaceState(null, '', link);
      setLabel('Link is in the address bar');
    }
    setTimeout(() => setLabel(COPY), 2000);
  }

  return (
    <ToolbarButton label={label} onClick={copy}>
      <LinkIcon />
    </ToolbarButton>
  );
}

const COPY = 'Copy link to this query';

function LinkIcon() {
  return (
    <svg className="graphiql-toolbar-icon" viewBox="0 0 20 20" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" aria-hidden="true">
      <path d="M8.5 11.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5L10 5" />
      <path d="M11.5 8.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5L10 15" />
    </svg>
  );
}
