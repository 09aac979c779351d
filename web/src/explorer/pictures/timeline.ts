// Recordings of a song on an axis of years: the original on top, and a branch from it to each that came after.

import { type Child, h, s } from '../dom';

export interface Dot {
  /** Null when nothing tells it. */
  year: number | null;
  /** Whether the year is known, or only that it was there by then. */
  certain: boolean;
  original: boolean;
  /** Years of soundtracks that it is on. */
  marks: readonly number[];
  what: string;
  label: Child;
  detail: Child;
}

export function timeline(dots: readonly Dot[]): HTMLElement {
  const years = dots.flatMap(({ year, marks }) => [...(year === null ? [] : [year]), ...marks]);
  const scale = axis(years);
  const sorted = [...dots].sort((a, b) => Number(b.original) - Number(a.original) || (a.year ?? Infinity) - (b.year ?? Infinity));
  const root = sorted.find(({ original, year }) => original && year !== null)?.year ?? null;
  const last = sorted.findLastIndex(({ year }) => year !== null);
  return h(
    'figure',
    { class: 'timeline' },
    scale && ticks(scale),
    h('ol', {}, sorted.map((dot, at) => h(
      'li',
      { class: dot.original ? 'original' : null },
      h(
        'div',
        { class: 'timeline-label' },
        h('p', {}, h('span', { class: dot.original ? 'badge' : 'badge cover' }, dot.what), ' ', dot.label),
        h('p', { class: 'quiet' }, when(dot), dot.detail ? [', ', dot.detail] : null),
      ),
      scale && h('div', { class: 'timeline-lane' }, lane(dot, scale, root, { first: at === 0, last: at === last, beyond: at > last })),
    ))),
    h(
      'figcaption',
      { class: 'quiet' },
      'A full dot is a known year; a ring is the year of the first soundtrack, by which it was there; squares are soundtracks.',
    ),
  );
}

function when({ year, certain }: Dot): string {
  return year === null ? 'year not known' : certain ? String(year) : `by ${year}`;
}

interface Scale {
  from: number;
  to: number;
  step: number;
}

/** Whole decades, or whole half decades where all lies close together. */
function axis(years: readonly number[]): Scale | null {
  if (!years.length) return null;
  const span = Math.max(...years) - Math.min(...years);
  const step = span > 60 ? 20 : span > 15 ? 10 : 5;
  const from = Math.floor((Math.min(...years) - 1) / step) * step;
  const to = Math.ceil((Math.max(...years) + 1) / step) * step;
  return { from, to, step };
}

function at(year: number, { from, to }: Scale): string {
  return `${(((year - from) / (to - from)) * 100).toFixed(2)}%`;
}

function ticks(scale: Scale): HTMLElement {
  const years = Array.from({ length: (scale.to - scale.from) / scale.step + 1 }, (_, at) => scale.from + at * scale.step);
  return h(
    'div',
    { class: 'timeline-axis', 'aria-hidden': true },
    s('svg', { width: '100%', height: 24 }, years.map((year, index) => s(
      'text',
      { x: at(year, scale), y: 16, 'text-anchor': index === 0 ? 'start' : index === years.length - 1 ? 'end' : 'middle' },
      year,
    ))),
  );
}

function lane(dot: Dot, scale: Scale, root: number | null, place: { first: boolean; last: boolean; beyond: boolean }): SVGElement {
  const years = Array.from({ length: (scale.to - scale.from) / scale.step + 1 }, (_, at) => scale.from + at * scale.step);
  const line = (attributes: Record<string, string>) => s('line', attributes);
  return s(
    'svg',
    { class: 'lane', width: '100%', height: '100%', 'aria-hidden': true },
    years.map((year) => line({ x1: at(year, scale), x2: at(year, scale), y1: '0', y2: '100%', class: 'grid' })),
    root !== null && !place.beyond && line({ x1: at(root, scale), x2: at(root, scale), y1: place.first ? '50%' : '0', y2: place.last ? '50%' : '100%', class: 'stem' }),
    root !== null && dot.year !== null && !dot.original && line({ x1: at(root, scale), x2: at(dot.year, scale), y1: '50%', y2: '50%', class: 'branch' }),
    dot.year !== null && [...new Set(dot.marks)].filter((year) => year !== dot.year).map((year) => line({ x1: at(dot.year!, scale), x2: at(year, scale), y1: '50%', y2: '50%', class: 'later' })),
    [...new Set(dot.marks)].filter((year) => dot.certain || year !== dot.year).map((year) => s('svg', { x: at(year, scale), y: '50%', overflow: 'visible' }, s('rect', { x: -5, y: -5, width: 10, height: 10, class: 'heard' }))),
    dot.year !== null && s('circle', { cx: at(dot.year, scale), cy: '50%', r: dot.original ? 8 : 6, class: dot.certain ? 'known' : 'guessed' }),
  );
}
