// Pairs as squares, the darker the more they have in common. It is a table, so that it can be read without seeing it.

import { type Child, h, s } from '../dom';

export interface Side {
  key: string;
  label: Child;
}

/** `cell` makes what stands in a square; a pair without a number has an empty one. */
export function heatMap(
  caption: string,
  rows: readonly Side[],
  columns: readonly Side[],
  value: (row: string, column: string) => number,
  cell: (row: string, column: string, value: number) => Child,
  /** Where squares hold words, and few columns share the width. */
  wide = false,
): HTMLElement {
  const most = Math.max(1, ...rows.flatMap((row) => columns.map((column) => value(row.key, column.key))));
  return h(
    'div',
    { class: wide ? 'scroll heat-map wide' : 'scroll heat-map', tabindex: 0, role: 'region', 'aria-label': caption },
    h(
      'table',
      {},
      h('caption', { class: 'unseen' }, caption),
      h('thead', {}, h('tr', {}, h('td'), columns.map(({ label }) => h('th', { scope: 'col' }, h('span', {}, label))))),
      h('tbody', {}, rows.map((row) => h(
        'tr',
        {},
        h('th', { scope: 'row' }, row.label),
        columns.map((column) => {
          const own = value(row.key, column.key);
          return h('td', {}, own ? [square(own / most), cell(row.key, column.key, own)] : null);
        }),
      ))),
    ),
  );
}

function square(strength: number): SVGElement {
  return s(
    'svg',
    { width: '100%', height: '100%', 'aria-hidden': true },
    s('rect', { width: '100%', height: '100%', rx: 4, 'fill-opacity': (0.2 + 0.8 * strength).toFixed(2) }),
  );
}
