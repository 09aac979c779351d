// Words for what the API says in capitals, and for numbers.

import type * as Schema from './generated/schema';

/** What has a page of its own. */
export type Kind = 'film' | 'series' | 'artist' | 'soundtrack' | 'song' | 'recording' | 'list';

export const KINDS: Record<Kind, { one: string; many: string }> = {
  film: { one: 'Film', many: 'Films' },
  series: { one: 'Film series', many: 'Film series' },
  artist: { one: 'Artist', many: 'Artists' },
  soundtrack: { one: 'Soundtrack', many: 'Soundtracks' },
  song: { one: 'Song', many: 'Songs' },
  recording: { one: 'Recording', many: 'Recordings' },
  list: { one: 'List', many: 'Lists' },
};

const WORDS: Record<string, string> = {
  FEATURE: 'film',
  SHORT: 'short film',
  CONCERT: 'concert film',
  SERIES: 'television series',
  PERSON: 'person',
  GROUP: 'group',
  ORCHESTRA: 'orchestra',
  CHOIR: 'choir',
  SONGS: 'songs',
  SCORE: 'score',
  MIXED: 'songs and score',
  INSPIRED_BY: 'inspired by the film',
  CAST_RECORDING: 'cast recording',
  EDITORIAL: 'article',
  POLL: 'poll',
  CHART: 'chart',
  PICK: 'pick',
  VOTE: 'vote',
  MENTION: 'mention',
  DIRECTOR: 'director',
  WRITER: 'writer',
  COMPOSER: 'composer',
  PRODUCER: 'producer',
  MUSIC_SUPERVISOR: 'music supervisor',
  CAST: 'cast',
  PERFORMER: 'performer',
  COMPILER: 'compiler',
  COVER: 'cover',
  ADAPTATION: 'adaptation',
  INTERPOLATION: 'interpolation',
  SAMPLE: 'sample',
  REMIX: 'remix',
  DEBUT: 'first week',
  PEAK: 'highest place',
  IMDB: 'IMDb',
  WIKIDATA: 'Wikidata',
  MUSICBRAINZ: 'MusicBrainz',
  DISCOGS: 'Discogs',
};

/** A word of an enum as people write it. */
export function word(value: string): string {
  return WORDS[value] ?? value.toLowerCase().replaceAll('_', ' ');
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export function number(value: number): string {
  return value.toLocaleString('en-GB');
}

/** `1 track`, `2 tracks`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${number(count)} ${count === 1 ? one : many}`;
}

/** How the fact was found, as a sentence whose subject is the source. */
export function finding(method: Schema.EvidenceMethod): string {
  switch (method) {
    case 'STATED':
      return 'says so itself';
    case 'ID_EXACT':
      return 'has it under the same external id';
    case 'TITLE_YEAR':
      return 'has the same title and year';
    case 'INFERRED':
      return 'lets it be concluded';
    case 'EDITOR':
      return 'know it; the other sources do not say it';
  }
}

export function sureness(confidence: number): string {
  if (confidence >= 0.995) return 'certain';
  return `${Math.round(confidence * 100)} % sure`;
}
