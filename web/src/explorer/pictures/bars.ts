// Bars side by side, each with its name and its number. The names are links, so the chart is a list as well.

import { type Child, h, s } from '../dom';

export interface Bar {
  label: Child;
  value: number;
  detail?: Child;
}

export function bars(bars: readonly Bar[], unit: string, most = Math.max(...bars.map(({ value }) => value))): HTMLElement {
  return h('ol', { class: 'bars' }, bars.map(({ label, value, detail }) => h(
    'li',
    {},
    h('span', { class: 'bar-label' }, label),
    s('svg', { class: 'bar', width: '100%', height: 14, 'aria-hidden': true }, s('rect', { width: `${((value / most) * 100).toFixed(2)}%`, height: 14, rx: 3 })),
    h('span', { class: 'bar-value' }, String(value), h('span', { class: 'unseen' }, ` ${unit}`)),
    detail ? h('span', { class: 'bar-detail quiet' }, detail) : null,
  )));
}
