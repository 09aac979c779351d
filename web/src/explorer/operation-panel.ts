// The request behind a view, for those who want the answer in their own hands.

import type { Asked } from './api';
import { h } from './dom';
import { download, playground } from './links';
import { LANGUAGES, type Language, snippet } from './snippets';

const TABLES = { csv: 'CSV', parquet: 'Parquet' };

/** What was asked, with ways to ask it elsewhere. `note` says what it answers when a view has asked several. */
export function operationPanel(asked: Asked, note = 'The GraphQL behind this view'): HTMLElement {
  const variables = Object.keys(asked.variables).length ? JSON.stringify(asked.variables, null, 2) : '';
  return h(
    'details',
    { class: 'operation' },
    h('summary', {}, note),
    h(
      'div',
      { class: 'operation-tools' },
      h('a', { class: 'button primary', href: playground(asked.document, asked.variables), 'data-leave': true }, 'Open in playground'),
      (Object.keys(LANGUAGES) as Language[]).map((language) => copyButton(language, asked)),
      asked.isTable
        ? Object.entries(TABLES).map(([format, name]) =>
            h('a', { class: 'button', href: download(asked.document, asked.variables, format), download: `needledrop.${format}`, 'data-leave': true }, name),
          )
        : null,
    ),
    h('pre', { tabindex: 0, role: 'region', 'aria-label': 'GraphQL document' }, h('code', {}, asked.document.trim())),
    variables && h('pre', { tabindex: 0, role: 'region', 'aria-label': 'Variables' }, h('code', {}, variables)),
  );
}

function copyButton(language: Language, asked: Asked): HTMLButtonElement {
  const label = `Copy as ${LANGUAGES[language]}`;
  const button = h('button', { type: 'button', class: 'button', onclick: () => void copy() }, label);

  async function copy() {
    const text = snippet(language, asked, location.origin);
    try {
      await navigator.clipboard.writeText(text);
      button.textContent = 'Copied';
      setTimeout(() => (button.textContent = label), 2000);
    } catch {
      // Browsers give no clipboard to pages served without TLS from another machine. There it can be copied by hand.
      const shown = h('textarea', { class: 'snippet', readonly: true, rows: 8, 'aria-label': LANGUAGES[language] });
      shown.value = text;
      button.closest('details')!.append(shown);
      shown.select();
    }
  }

  return button;
}
