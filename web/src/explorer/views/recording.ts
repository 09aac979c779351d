import { ask, asked } from '../api';
import { mark } from '../evidence';
import { operation } from '../generated/recording';
import * as links from '../links';
import { empty, facts, heading, identifiers, named, performers, section, table, titled, type Place, type View, withOperations } from '../view';
import { capital, word } from '../words';
import { onAlbum } from './film';
import { missing } from './missing';

export async function recording({ parts: [id = ''], signal }: Place): Promise<View> {
  const variables = { id };
  const { recording } = await ask(operation, variables, signal);
  if (!recording) return missing('recording', id);
  const { tracks, cues } = recording;
  return {
    title: recording.title,
    content: withOperations(
      [
        heading({
          kind: 'recording',
          slug: recording.id,
          title: recording.title,
          detail: [
            recording.artists.edges.length ? ['by ', performers(recording.artists.edges)] : null,
            recording.releaseYear ? [`, ${recording.releaseYear} `, mark(recording.evidence, 'releaseYear')] : null,
          ],
          evidence: recording.evidence,
        }),
        facts([
          [
            'Song',
            recording.song && [
              links.link('song', recording.song.slug, recording.song.title),
              recording.original ? ', its original recording' : recording.song.originalArtists.nodes.length ? [', first by ', named(recording.song.originalArtists.nodes)] : null,
            ],
          ],
          ['What it is', recording.covers.nodes.map(({ kind, song, evidence }) => [capital(word(kind)), ' of ', links.link('song', song.slug, song.title), ' ', mark(evidence)])],
          ['Elsewhere', identifiers('recording', recording.identifiers.nodes)],
        ]),
        section('On soundtracks', tracks.totalCount, tracks.nodes.length
          ? table('Tracks that play it', ['Soundtrack', 'As', 'Film'], tracks.nodes.map((track) => [
              [titled('soundtrack', track.soundtrack), ' ', mark(track.evidence)],
              track.position === null ? track.title : `${track.position}. ${track.title}`,
              track.soundtrack.primaryFilm && titled('film', track.soundtrack.primaryFilm),
            ]))
          : empty('It is on no soundtrack that is known.', 'It is here because of the song that it is a recording of.')),
        cues.nodes.length
          ? section('Heard in films', cues.nodes.length, table('Films', ['Film', 'On the album'], cues.nodes.map((cue) => [
              [titled('film', cue.film), ' ', mark(cue.evidence)],
              onAlbum(cue.onSoundtrack),
            ])))
          : null,
      ],
      [asked(operation, variables)],
    ),
  };
}
