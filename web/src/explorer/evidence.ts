// Who says so, how surely and where: a mark beside each fact, and what it tells when pointed at or focused.

import { type Child, h, s } from './dom';
import type * as Schema from './generated/schema';
import { capital, counted, finding, sureness } from './words';

export interface Proof {
  readonly method: Schema.EvidenceMethod;
  readonly confidence: number;
  readonly locator: string | null;
  readonly asPrinted: string | null;
  readonly field?: string | null;
  readonly source: { readonly name: string; readonly kind: Schema.SourceKind };
}

interface Proofs {
  readonly nodes: readonly Proof[];
}

/** The mark for a row as such, or for one of its fields. Nothing where nothing is said. */
export function mark({ nodes }: Proofs, field: string | null = null): Child {
  const proofs = nodes.filter((proof) => (proof.field ?? null) === field);
  if (!proofs.length) return null;
  const surest = Math.max(...proofs.map((proof) => proof.confidence));
  return h(
    'button',
    {
      type: 'button',
      class: 'evidence',
      'aria-label': `Evidence: ${counted(proofs.length, 'source')}, ${sureness(surest)}`,
      'aria-describedby': 'evidence',
      onmouseenter: (event: MouseEvent) => show(event.currentTarget as HTMLElement, proofs),
      onfocus: (event: FocusEvent) => show(event.currentTarget as HTMLElement, proofs),
      onclick: (event: MouseEvent) => show(event.currentTarget as HTMLElement, proofs),
      onmouseleave: () => hideSoon(),
      onblur: () => hide(),
    },
    glyph(surest, proofs.some((proof) => proof.method === 'STATED' || proof.method === 'ID_EXACT')),
  );
}

/** A ring that is filled as far as it is sure; with a dot where a source says so itself. */
function glyph(confidence: number, stated: boolean): SVGElement {
  const around = 2 * Math.PI * 5;
  return s(
    'svg',
    { viewBox: '0 0 16 16', width: 16, height: 16, 'aria-hidden': true },
    s('circle', { cx: 8, cy: 8, r: 5, class: 'ring' }),
    s('circle', {
      cx: 8,
      cy: 8,
      r: 5,
      class: 'sure',
      'stroke-dasharray': `${(around * confidence).toFixed(2)} ${around.toFixed(2)}`,
      transform: 'rotate(-90 8 8)',
    }),
    stated && s('circle', { cx: 8, cy: 8, r: 2, class: 'dot' }),
  );
}

let popover: HTMLElement | null = null;
let hiding: ReturnType<typeof setTimeout> | undefined;

/** One for all marks. It stays while it is pointed at, and Escape sends it away. */
function popoverElement(): HTMLElement {
  if (!popover) {
    popover = h('div', {
      id: 'evidence',
      role: 'tooltip',
      popover: 'manual',
      onmouseenter: () => clearTimeout(hiding),
      onmouseleave: () => hideSoon(),
    });
    document.body.append(popover);
    addEventListener('keydown', (event) => event.key === 'Escape' && hide());
    addEventListener('scroll', () => hide(), { passive: true, capture: true });
  }
  return popover;
}

function show(at: HTMLElement, proofs: readonly Proof[]): void {
  clearTimeout(hiding);
  const shown = popoverElement();
  shown.replaceChildren(h('ul', {}, proofs.map(told)));
  if (!shown.matches(':popover-open')) shown.showPopover();
  const mark = at.getBoundingClientRect();
  const own = shown.getBoundingClientRect();
  const left = Math.max(8, Math.min(mark.left + mark.width / 2 - own.width / 2, innerWidth - own.width - 8));
  const below = mark.bottom + 6;
  const top = below + own.height > innerHeight - 8 ? Math.max(8, mark.top - own.height - 6) : below;
  shown.style.left = `${left}px`;
  shown.style.top = `${top}px`;
}

function told(proof: Proof): HTMLElement {
  const { method, confidence, locator, asPrinted, source } = proof;
  return h(
    'li',
    {},
    h('p', {}, h('strong', {}, source.name), ` ${finding(method)}.`),
    h(
      'p',
      { class: 'quiet' },
      [capital(sureness(confidence)), locator && place(locator, source.name), asPrinted && `printed as “${asPrinted}”`]
        .filter(Boolean)
        .join(' · '),
    ),
  );
}

/** The place in the source, without the source's own name. */
function place(locator: string, source: string): string {
  return locator.startsWith(source) ? locator.slice(source.length).trim() : locator;
}

function hideSoon(): void {
  clearTimeout(hiding);
  hiding = setTimeout(hide, 150);
}

export function hide(): void {
  clearTimeout(hiding);
  if (popover?.matches(':popover-open')) popover.hidePopover();
}
