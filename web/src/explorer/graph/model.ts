// The part of the graph that is shown: what has been fetched so far, within bounds that keep the picture readable.

import type { NeighboursQuery } from '../generated/neighbours';
import type * as Schema from '../generated/schema';
import { relation, type Strand, strand, type Thing, thing } from '../things';

/** Nodes that the first picture has at most, and those that one expansion adds. */
export const FIRST = 300;
export const EACH = 100;

type Groups = NonNullable<NeighboursQuery['neighbours']>;

export interface Edge {
  key: string;
  from: string;
  to: string;
  relation: Schema.Relation;
  label: string;
  strand: Strand;
}

export class Model {
  readonly things = new Map<string, Thing>();
  readonly edges = new Map<string, Edge>();
  /** How many neighbours a node has in all, of those that were asked. */
  readonly totals = new Map<string, number>();

  constructor(readonly centre: Thing) {
    this.things.set(centre.id, centre);
  }

  isExpanded(id: string): boolean {
    return this.totals.has(id);
  }

  /** Takes in what is one step away, a node of each relation in turn until `most` new ones are in. How many came in. */
  add(id: string, groups: Groups, most: number): number {
    this.totals.set(id, groups.reduce((sum, { totalCount }) => sum + totalCount, 0));
    const before = this.things.size;
    const longest = Math.max(0, ...groups.map(({ nodes }) => nodes.length));
    for (let at = 0; at < longest; at++) {
      for (const group of groups) {
        const node = group.nodes[at];
        const other = node && thing(node);
        if (!other) continue;
        if (!this.things.has(other.id)) {
          if (this.things.size - before >= most) continue;
          this.things.set(other.id, other);
        }
        const [from, to] = group.forward ? [id, other.id] : [other.id, id];
        const key = `${group.relation} ${from} ${to}`;
        const label = relation(group.relation, true);
        this.edges.set(key, { key, from, to, relation: group.relation, label, strand: strand(group.relation) });
      }
    }
    return this.things.size - before;
  }

  /** What is known around a node, as it reads from there. */
  around(id: string): { label: string; other: Thing }[] {
    return [...this.edges.values()].flatMap((edge) => {
      if (edge.from === id) return [{ label: relation(edge.relation, true), other: this.things.get(edge.to)! }];
      if (edge.to === id) return [{ label: relation(edge.relation, false), other: this.things.get(edge.from)! }];
      return [];
    });
  }
}
