import { ask, asked } from '../api';
import { type Child } from '../dom';
import { mark } from '../evidence';
import { operation, type SongQuery } from '../generated/song';
import { type Dot, timeline } from '../pictures/timeline';
import * as links from '../links';
import { aliases, artists, empty, facts, heading, identifiers, named, performers, rest, section, table, titled, type Place, type View, withOperations } from '../view';
import { capital, word } from '../words';
import { onAlbum } from './film';
import { missing } from './missing';

type Song = NonNullable<SongQuery['song']>;
type Recording = Song['recordings']['nodes'][number];

export async function song({ parts: [slug = ''], signal }: Place): Promise<View> {
  const variables = { slug };
  const { song } = await ask(operation, variables, signal);
  if (!song) return missing('song', slug);
  const request = asked(operation, variables);
  const { recordings, cues } = song;
  return {
    title: song.title,
    content: withOperations(
      [
        heading({
          kind: 'song',
          slug: song.slug,
          title: song.title,
          detail: [
            song.originalArtists.nodes.length ? ['first by ', named(song.originalArtists.nodes)] : null,
            song.firstReleaseYear ? [song.originalArtists.nodes.length ? ', ' : null, String(song.firstReleaseYear), ' ', mark(song.evidence, 'firstReleaseYear')] : null,
          ],
          evidence: song.evidence,
        }),
        facts([
          ['Written by', artists(song.writers.edges)],
          ['Also called', aliases(song.aliases.nodes)],
          ['Elsewhere', identifiers('song', song.identifiers.nodes)],
        ]),
        section(
          'From the original to its covers',
          null,
          recordings.nodes.length
            ? timeline(recordings.nodes.map((recording) => dot(recording, song)))
            : empty('No recording of it is known.', 'A source that tells of one, such as MusicBrainz, would bring it.'),
          rest(recordings.nodes.length, recordings.totalCount, request),
        ),
        cues.nodes.length
          ? section('Heard in films', cues.totalCount, table('Films', ['Film', 'By', 'On the album'], cues.nodes.map((cue) => [
              [titled('film', cue.film), ' ', mark(cue.evidence)],
              named(cue.artists.nodes),
              onAlbum(cue.onSoundtrack),
            ])))
          : null,
      ],
      [request],
    ),
  };
}

function dot(recording: Recording, song: Song): Dot {
  const cover = recording.covers.nodes[0];
  const soundtracks = recording.soundtracks.nodes;
  const heard = soundtracks.flatMap(({ releaseYear, primaryFilm }) => releaseYear ?? primaryFilm?.releaseYear ?? []);
  const year = recording.releaseYear ?? (recording.original ? song.firstReleaseYear : null);
  return {
    year: year ?? (heard.length ? Math.min(...heard) : null),
    // A recording without a year is not younger than the soundtrack that it is on.
    certain: year !== null,
    original: recording.original,
    marks: heard,
    what: cover ? capital(word(cover.kind)) : recording.original ? 'Original' : 'Version',
    label: [
      links.link('recording', recording.id, recording.title === song.title ? 'Recording' : recording.title),
      recording.artists.edges.length ? [' by ', performers(recording.artists.edges)] : null,
      ' ',
      cover ? mark(cover.evidence) : mark(recording.evidence),
    ],
    detail: soundtracks.length ? ['on ', soundtracks.map((soundtrack, at): Child => [at ? ', ' : null, titled('soundtrack', soundtrack)])] : null,
  };
}
