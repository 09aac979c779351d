import { ask, asked } from '../api';
import { operation } from '../generated/series';
import { empty, heading, named, section, table, titled, type Place, type View, withOperations } from '../view';
import { missing } from './missing';

export async function series({ parts: [slug = ''], signal }: Place): Promise<View> {
  const variables = { slug };
  const { films, soundtracks } = await ask(operation, variables, signal);
  const own = films.nodes[0]?.series ?? soundtracks.nodes[0]?.series;
  if (!own) return missing('series', slug);
  return {
    title: own.title,
    content: withOperations(
      [
        heading({ kind: 'series', slug: own.slug, title: own.title }),
        section('Films', films.totalCount, films.nodes.length
          ? table('Films of the series', ['Film', 'Directed by'], films.nodes.map((film) => [titled('film', film), named(film.directors.nodes)]))
          : empty('None of its films is known by name.', 'Its soundtracks are the whole series’.')),
        soundtracks.nodes.length
          ? section('Soundtracks of the series', soundtracks.totalCount, table('Soundtracks', ['Soundtrack'], soundtracks.nodes.map((soundtrack) => [titled('soundtrack', soundtrack)])))
          : null,
      ],
      [asked(operation, variables)],
    ),
  };
}
