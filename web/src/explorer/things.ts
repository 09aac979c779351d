// Nodes as the graph and its paths give them, whatever their type.

import type * as Schema from './generated/schema';
import type { Kind } from './words';
import { listTitle } from './views/listings';

export interface Thing {
  id: string;
  kind: Kind;
  /** The slug, or the id of a recording. */
  slug: string;
  label: string;
}

/** The types that the documents' fragment `Thing` tells of. */
type Node =
  | { __typename: 'Film' | 'Soundtrack'; id: string; slug: string; title: string; releaseYear: number | null }
  | { __typename: 'FilmSeries' | 'Song'; id: string; slug: string; title: string }
  | { __typename: 'Artist'; id: string; slug: string; name: string }
  | { __typename: 'Recording'; id: string; title: string; releaseYear: number | null }
  | { __typename: 'List'; id: string; slug: string; listTitle: string | null };

/** Null for what has no page, of which the graph has none. */
export function thing(node: { __typename: string; id: string }): Thing | null {
  const known = node as Node;
  switch (known.__typename) {
    case 'Film':
      return { id: known.id, kind: 'film', slug: known.slug, label: dated(known.title, known.releaseYear) };
    case 'FilmSeries':
      return { id: known.id, kind: 'series', slug: known.slug, label: known.title };
    case 'Artist':
      return { id: known.id, kind: 'artist', slug: known.slug, label: known.name };
    case 'Soundtrack':
      return { id: known.id, kind: 'soundtrack', slug: known.slug, label: dated(known.title, known.releaseYear) };
    case 'Song':
      return { id: known.id, kind: 'song', slug: known.slug, label: known.title };
    case 'Recording':
      return { id: known.id, kind: 'recording', slug: known.id, label: dated(known.title, known.releaseYear) };
    case 'List':
      return { id: known.id, kind: 'list', slug: known.slug, label: listTitle({ slug: known.slug, title: known.listTitle }) };
    default:
      return null;
  }
}

function dated(title: string, year: number | null): string {
  return year === null ? title : `${title} (${year})`;
}

/** What relates two things, as the middle of a sentence: "Cameron Crowe *directed* Singles". */
export function relation(relation: Schema.Relation, forward: boolean): string {
  const [there, back] = RELATIONS[relation];
  return forward ? there : back;
}

const RELATIONS: Record<Schema.Relation, readonly [string, string]> = {
  DIRECTOR: ['directed', 'was directed by'],
  WRITER: ['wrote', 'was written by'],
  COMPOSER: ['composed music for', 'has music composed by'],
  PRODUCER: ['produced', 'was produced by'],
  MUSIC_SUPERVISOR: ['chose the music of', 'has music chosen by'],
  CAST: ['appears in', 'has in its cast'],
  OTHER_CREDIT: ['had a part in', 'names in its credits'],
  FILM_SERIES: ['belongs to', 'has the film'],
  SOUNDTRACK_FILM: ['is the soundtrack of', 'has the soundtrack'],
  SOUNDTRACK_SERIES: ['is a soundtrack of', 'has the soundtrack'],
  SOUNDTRACK_PERFORMER: ['performs on', 'has as performer'],
  SOUNDTRACK_PRODUCER: ['produced', 'was produced by'],
  SOUNDTRACK_COMPOSER: ['composed', 'was composed by'],
  SOUNDTRACK_COMPILER: ['compiled', 'was compiled by'],
  TRACK: ['is on', 'has the track'],
  PERFORMER: ['recorded', 'was recorded by'],
  PERFORMANCE: ['is a recording of', 'was recorded as'],
  COVER: ['covers', 'is covered by'],
  SONGWRITER: ['wrote', 'was written by'],
  CUE: ['is heard in', 'plays'],
  MEMBER: ['is a member of', 'has as member'],
  PICK: ['picks', 'is picked by'],
  VOTE: ['has votes in', 'has votes for'],
  MENTION: ['mentions', 'is mentioned by'],
};

/** The groups into which relations fall, each with a line of its own in pictures. */
export type Strand = 'film' | 'album' | 'performance' | 'cover' | 'list';

export const STRANDS: Record<Strand, string> = {
  film: 'made or belongs to a film',
  album: 'on or of an album',
  performance: 'recorded, wrote, member',
  cover: 'covers',
  list: 'named by a list',
};

export function strand(relation: Schema.Relation): Strand {
  switch (relation) {
    case 'SOUNDTRACK_FILM':
    case 'SOUNDTRACK_SERIES':
    case 'SOUNDTRACK_PERFORMER':
    case 'SOUNDTRACK_PRODUCER':
    case 'SOUNDTRACK_COMPOSER':
    case 'SOUNDTRACK_COMPILER':
    case 'TRACK':
      return 'album';
    case 'PERFORMER':
    case 'PERFORMANCE':
    case 'SONGWRITER':
    case 'MEMBER':
      return 'performance';
    case 'COVER':
      return 'cover';
    case 'PICK':
    case 'VOTE':
    case 'MENTION':
      return 'list';
    default:
      return 'film';
  }
}
