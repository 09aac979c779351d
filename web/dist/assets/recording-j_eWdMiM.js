var e={document:`# One performance of a song: whose it is, and where it is heard.
query Recording($id: ID!) {
  recording(by: { id: $id }) {
    id
    title
    original
    releaseYear
    evidence(first: 20) { nodes { field ...Proof } }
    song { slug title originalArtists(first: 3) { nodes { slug name } } }
    artists(first: 10) { edges { creditedAs joinPhrase node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    covers(first: 10) { nodes { kind song { slug title } evidence(first: 4) { nodes { ...Proof } } } }
    tracks(first: 50) {
      totalCount
      nodes {
        disc
        position
        title
        soundtrack { slug title releaseYear primaryFilm { slug title releaseYear } }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    cues(first: 50) { nodes { onSoundtrack film { slug title releaseYear } evidence(first: 4) { nodes { ...Proof } } } }
    identifiers(first: 20) { nodes { scheme value } }
  }
}

fragment Proof on Evidence {
  method
  confidence
  locator
  asPrinted
  source {
    name
    kind
  }
}
`,isTable:!0};export{e as t};