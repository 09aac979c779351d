var e={document:`# The artists who are on most soundtracks.
query MostSoundtracks($first: Int = 25, $after: String) {
  artists(
    filter: { soundtrackCount: { gte: 1 } }
    orderBy: [{ soundtrackCount: DESC }, { name: ASC }]
    first: $first
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { slug name soundtrackCount }
  }
}
`,isTable:!0};export{e as t};