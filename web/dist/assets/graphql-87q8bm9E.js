import{a as e}from"./rolldown-runtime-BWaJ3C7D.js";import{_ as t,_r as n,c as r,d as i,f as a,g as o,gr as s,i as c,l,m as ee,n as te,r as u,s as d,t as f}from"./graphiql-5qtf4y6v.js";var ne=c(),p=e(s(),1);function re(){let e=r(e=>e.theme),{setTheme:t}=l();return(0,p.useEffect)(()=>{let n=matchMedia(`(prefers-color-scheme: dark)`),r=()=>t(e);return n.addEventListener(`change`,r),()=>n.removeEventListener(`change`,r)},[e,t]),null}function ie(){let{activeTabIndex:e,tabs:t}=r(({activeTabIndex:e,tabs:t})=>({activeTabIndex:e,tabs:t}));return(0,p.useEffect)(()=>{document.querySelector(`.graphiql-tab-active`)?.scrollIntoView({block:`nearest`,inline:`nearest`})},[e,t.length]),null}function ae(){let e=r(e=>e.queryEditor);return(0,p.useEffect)(()=>e?.updateOptions({wordWrap:`on`,wrappingIndent:`indent`}),[e]),null}function oe({name:e}){let{queryEditor:t,operations:n}=r(({queryEditor:e,operations:t})=>({queryEditor:e,operations:t})),{setOperationName:i}=l(),a=(0,p.useRef)(!1);return(0,p.useEffect)(()=>{let r=n?.find(({name:t})=>t?.value===e),o=t?.getModel();!a.current&&r?.loc&&o&&(a.current=!0,t.setPosition(o.getPositionAt(r.loc.start)),i(e))},[e,t,n,i]),null}function se({query:e,variables:t,operationName:n}){let r=new URL(location.pathname,location.origin);return r.searchParams.set(`query`,e),t.trim()&&r.searchParams.set(`variables`,t),n&&r.searchParams.set(`operationName`,n),r.href}function m(){let e=new URLSearchParams(location.search),t=e.get(`query`);return t?(history.replaceState(null,``,location.pathname),{query:t,variables:e.get(`variables`)??``,operationName:e.get(`operationName`)}):null}var h=n();function g(){let e=r(({queryEditor:e,variableEditor:t,operationName:n})=>({queryEditor:e,variableEditor:t,operationName:n})),[t,n]=(0,p.useState)(_);async function i(){let t=se({query:e.queryEditor?.getValue()??``,variables:e.variableEditor?.getValue()??``,operationName:e.operationName??null});try{await navigator.clipboard.writeText(t),n(`Link copied`)}catch{history.replaceState(null,``,t),n(`Link is in the address bar`)}setTimeout(()=>n(_),2e3)}return(0,h.jsx)(d,{label:t,onClick:i,children:(0,h.jsx)(v,{})})}var _=`Copy link to this query`;function v(){return(0,h.jsxs)(`svg`,{className:`graphiql-toolbar-icon`,viewBox:`0 0 20 20`,fill:`none`,stroke:`currentColor`,strokeWidth:`1.5`,strokeLinecap:`round`,"aria-hidden":`true`,children:[(0,h.jsx)(`path`,{d:`M8.5 11.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5L10 5`}),(0,h.jsx)(`path`,{d:`M11.5 8.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5L10 15`})]})}var y=`# 29. Who has the most recordings here?
# Artists by their recordings on any album, with the years between which they came out.
query ArtistsByRecordings {
  groupRecordings(by: [ARTIST], orderBy: [{ count: DESC }, { artist: ASC }]) {
    totalCount
    nodes { key { artist { name } } count countDistinct(of: SOUNDTRACK) min { releaseYear } max { releaseYear } }
  }
}
`,b=`# 17. Who is on the most soundtracks?
# Artists by the number of albums on which they are credited or perform.
query ArtistsOnMostSoundtracks($min: Int! = 2) {
  artists(filter: { soundtracks: { count: { gte: $min } } }, orderBy: [{ soundtrackCount: DESC }, { name: ASC }]) {
    totalCount
    nodes { name kind soundtrackCount }
  }
}
`,x=`# 42. On which soundtracks do the lists agree, by the documents alone?
# Borda's count over those picks and votes of which the document itself states the name; what was concluded is left out.
query ConsensusByTheDocumentsAlone($method: ConsensusMethod = BORDA) {
  consensus(method: $method, listings: { evidence: { some: { method: { eq: STATED } } } }) {
    totalCount
    edges { rank score node { title } }
  }
}
`,S=`# 41. On which soundtracks do the lists agree?
# The picks of lists and the votes of their readers, ranked together by reciprocal ranks; \`method\` may be COUNT or BORDA too, and \`lists\` a filter of lists. Each ranking tells what it contributes.
query Consensus($method: ConsensusMethod = RECIPROCAL_RANK, $lists: ListFilter = {}) {
  consensus(method: $method, lists: $lists) {
    totalCount
    edges {
      rank
      score
      node { title releaseYear primaryFilm { title } }
      contributions { list { title slug } kind rank length listingCount points }
    }
  }
}
`,C=`# 44. How much of it do the documents say themselves?
# As before, by source of the films, where only albums, tracks and covers count of which a source states that they are there.
query CoverageByTheDocumentsAlone($method: EvidenceMethod! = STATED) {
  coverage(
    by: SOURCE
    soundtracks: { evidence: { some: { method: { eq: $method } } } }
    tracks: { evidence: { some: { method: { eq: $method } } } }
    covers: { evidence: { some: { method: { eq: $method } } } }
  ) {
    nodes { key { source { name } } filmCount withSoundtrack withTracks withCovers }
  }
}
`,w=`# 43. How much of the films' music is known?
# Films with a soundtrack, with one whose tracks are known, and with one that has covers: by DECADE, KIND or SOURCE of the films.
query Coverage($by: CoverageKey! = DECADE) {
  coverage(by: $by) {
    nodes { key { decade kind source { name } } filmCount withSoundtrack withTracks withCovers }
  }
}
`,T=`# 22. Who covered a song?
# A song with its first recording, and its covers with the albums they are on.
query CoversOfASong($song: String! = "kashmir") {
  song(by: { slug: $song }) {
    title
    firstReleaseYear
    originalArtists { nodes { name } }
    covers {
      nodes { kind recording { title releaseYear artists { nodes { name } } } soundtracks { nodes { title } } }
    }
  }
}
`,E=`# 3. Which covers are on listed soundtracks?
# With the song, whose it was, and who plays it there.
query CoversOnListedSoundtracks {
  covers(
    filter: { soundtracks: { some: { listed: { eq: true } } } }
  ) {
    nodes {
      kind
      song {
        title
        originalArtists {
          nodes {
            name
          }
        }
      }
      recording {
        title
        artists {
          nodes {
            name
          }
        }
      }
      soundtracks {
        nodes {
          title
        }
      }
    }
  }
}
`,D=`# 9. Which directors have several, by the documents alone?
# Question 1 with only the credits that the documents state themselves.
query DirectorsByTheDocumentsAlone {
  directors(
    filter: {
      credits: {
        count: {
          where: {
            role: { eq: DIRECTOR }
            evidence: { some: { method: { eq: STATED } } }
            film: {
              soundtracks: {
                some: { listed: { eq: true } }
              }
            }
          }
          gte: 2
        }
      }
    }
    orderBy: [{ name: ASC }]
  ) {
    nodes {
      name
    }
  }
}
`,O=`# 1. Which directors have several listed soundtracks?
# A soundtrack is listed when a list picks it or a reader votes for it.
# The number to begin with is the variable \`min\`.
query DirectorsWithMultipleListedSoundtracks($min: Int! = 2) {
  directors(
    filter: { listedSoundtracks: { count: { gte: $min } } }
    orderBy: [{ listedSoundtrackCount: DESC }, { name: ASC }]
  ) {
    totalCount
    nodes {
      name
      listedSoundtracks {
        totalCount
        nodes {
          title
          primaryFilm {
            title
            releaseYear
          }
        }
      }
    }
  }
}
`,k=`# 35. How do we know?
# What proves a soundtrack and its listings: the source, the method, how sure it is and where it says so.
query EvidenceForASoundtrack($soundtrack: String! = "singles-1992") {
  soundtrack(by: { slug: $soundtrack }) {
    title
    evidence { nodes { field method confidence locator asPrinted source { name kind } } }
    listings { nodes { kind list { title } evidence { nodes { method locator } } } }
  }
}
`,A=`# 33. How are films spread over the decades?
# Films by the decade and the sort of film.
query FilmsByDecade {
  groupFilms(by: [DECADE, KIND], orderBy: [{ decade: ASC }, { kind: ASC }]) {
    totalCount
    nodes { key { decade kind } count countDistinct(of: DIRECTOR) sum { soundtrackCount } }
  }
}
`,j=`# 11. What music did a director choose?
# The director's films with their albums, and whether lists name them.
query FilmsOfADirector($director: String! = "cameron-crowe") {
  films(filter: { directors: { some: { slug: { eq: $director } } } }, orderBy: [{ releaseYear: ASC }]) {
    nodes { title releaseYear soundtracks { nodes { title label listed } } }
  }
}
`,M=`# 30. What is missing: films without an album?
# Films of which no soundtrack is known, and how much of their music is.
query FilmsWithoutSoundtrack {
  films(filter: { soundtracks: { none: {} } }, orderBy: [{ releaseYear: ASC }, { title: ASC }]) {
    totalCount
    nodes { title releaseYear cueCount }
  }
}
`,N=`# 10. What is it called again?
# Films, artists, soundtracks, songs, recordings and lists by title, name or alias, misspelled or not.
query FindAnything($query: String! = "vanila sky") {
  search(query: $query, first: 10) {
    totalCount
    edges {
      score
      matched
      node {
        __typename
        ... on Node {
          id
        }
        ... on Film {
          title
          releaseYear
        }
        ... on Artist {
          name
          kind
        }
        ... on Soundtrack {
          title
          label
        }
        ... on Song {
          title
          originalArtists {
            nodes {
              name
            }
          }
        }
        ... on Recording {
          title
          artists {
            nodes {
              name
            }
          }
        }
        ... on List {
          # A list may have no title, and one name cannot be both.
          listTitle: title
          publisher
        }
      }
    }
  }
}
`,P=`# 8. How do two artists connect?
# A shortest way from the one to the other over films, albums, recordings, songs and lists, with what proves each step.
query HowTwoArtistsConnect($a: ID! = "QXJ0aXN0OjEy", $b: ID! = "QXJ0aXN0OjE2") {
  path(from: $a, to: $b, maxLength: 8) {
    length
    from {
      ... on Artist {
        name
      }
    }
    steps {
      relation
      forward
      node {
        __typename
        id
        ... on Film {
          title
        }
        ... on Artist {
          name
        }
        ... on Soundtrack {
          title
        }
        ... on Song {
          title
        }
        ... on Recording {
          title
        }
        ... on List {
          listTitle: title
        }
        ... on FilmSeries {
          title
        }
      }
      evidence(first: 1) {
        nodes {
          method
          locator
          source {
            name
          }
        }
      }
    }
  }
}
`,F=`# 5. Which songs are in a film and not on its album?
# Only those of which that is known: null would mean unknown.
query InTheFilmNotOnTheAlbum {
  cues(filter: { onSoundtrack: { eq: false } }) {
    nodes {
      film {
        title
      }
      song {
        title
      }
      artists {
        nodes {
          name
        }
      }
    }
  }
}
`,I=`# 14. Which labels issue the soundtracks that lists name?
# Labels by the number of their listed soundtracks. Null is a soundtrack whose label is unknown.
query Labels {
  groupSoundtracks(by: [LABEL], filter: { listed: { eq: true } }, orderBy: [{ count: DESC }, { label: ASC }]) {
    totalCount
    nodes { key { label } count members(first: 3, orderBy: [{ title: ASC }]) { nodes { title } } }
  }
}
`,L=`# 31. What is missing: listed soundtracks without tracks?
# Soundtracks that a list names and of whose tracks none is known.
query ListedSoundtracksWithoutTracks {
  soundtracks(filter: { listed: { eq: true }, tracks: { none: {} } }, orderBy: [{ title: ASC }]) {
    totalCount
    nodes { title releaseYear label }
  }
}
`,R=`# 19. Which lists are there?
# Articles, polls and charts with who published them and how many soundtracks they name.
query Lists {
  lists {
    totalCount
    nodes { slug kind title publisher author published listingCount soundtrackCount }
  }
}
`,z=`# 6. Which soundtracks have the most votes?
# Readers' votes, from three up.
query MostVotedSoundtracks {
  groupListings(
    by: [SOUNDTRACK]
    filter: { kind: { eq: VOTE } }
    having: { count: { gte: 3 } }
    orderBy: [{ count: DESC }]
  ) {
    nodes {
      key {
        soundtrack {
          title
        }
      }
      count
    }
  }
}
`,B=`# 7. What is known of one film?
# Its directors, albums, tracks and the lists that name them.
query OneFilmEverything {
  film(by: { slug: "vanilla-sky-2001" }) {
    title
    releaseYear
    directors {
      nodes {
        name
      }
    }
    soundtracks {
      nodes {
        title
        tracks {
          nodes {
            position
            title
            recording {
              artists {
                nodes {
                  name
                }
              }
            }
          }
        }
      }
    }
    listings {
      nodes {
        kind
        list {
          title
        }
      }
    }
  }
}
`,V=`# 18. What does a list name?
# The soundtracks that a list picks, votes for or mentions, in its order.
query OneList($list: String! = "best-alt-rock-soundtrack-survey") {
  list(by: { slug: $list }) {
    title
    kind
    listings(orderBy: [{ position: ASC }, { kind: ASC }, { contributor: ASC }]) {
      nodes { kind position contributor note soundtrack { title primaryFilm { title releaseYear } } }
    }
  }
}
`,H=`# 39. What is one step away?
# By relation: how many there are, and the first of them.
query OneStepAway($node: ID! = "U291bmR0cmFjazoyMA", $first: Int = 5) {
  neighbours(id: $node, first: $first) {
    relation
    forward
    kind
    totalCount
    nodes {
      __typename
      id
      ... on Film {
        title
      }
      ... on Artist {
        name
      }
      ... on Soundtrack {
        title
      }
      ... on Song {
        title
      }
      ... on Recording {
        title
      }
      ... on List {
        listTitle: title
      }
      ... on FilmSeries {
        title
      }
    }
  }
}
`,U=`# 20. What do editors and readers agree on?
# Soundtracks that a list picks and that also have readers' votes.
query PickedAndVoted {
  soundtracks(
    filter: { and: [{ listings: { some: { kind: { eq: PICK } } } }, { listings: { some: { kind: { eq: VOTE } } } }] }
    orderBy: [{ listingCount: DESC }, { title: ASC }]
  ) {
    totalCount
    nodes { title listingCount primaryFilm { title } }
  }
}
`,W=`# 28. Which recordings come back?
# Recordings that are on more than one album.
query RecordingsOnSeveralSoundtracks($min: Int! = 2) {
  recordings(filter: { soundtracks: { count: { gte: $min } } }, orderBy: [{ soundtrackCount: DESC }, { title: ASC }]) {
    nodes { title artists { nodes { name } } soundtracks { nodes { title releaseYear } } }
  }
}
`,G=`# 34. Who does what?
# Credits by role: how many there are, of how many artists and for how many films.
query Roles {
  groupCredits(by: [ROLE], orderBy: [{ count: DESC }, { role: ASC }]) {
    nodes { key { role } count artists: countDistinct(of: ARTIST) films: countDistinct(of: FILM) }
  }
}
`,K=`# 23. Which songs are covered most?
# Songs by the number of their covers.
query SongsCoveredMost($min: Int! = 1) {
  songs(filter: { covers: { count: { gte: $min } } }, orderBy: [{ coverCount: DESC }, { title: ASC }]) {
    totalCount
    nodes { title coverCount originalArtists { nodes { name } } }
  }
}
`,ce=`# 26. Which film plays this song?
# Films that use a song or a recording whose title begins with the text, on an album or not.
query SongsInFilms($title: String! = "semi-charmed") {
  cues(
    filter: { or: [{ song: { title: { startsWith: $title } } }, { recording: { title: { startsWith: $title } } }] }
  ) {
    nodes { song { title } recording { title } film { title releaseYear } onSoundtrack artists { nodes { name } } }
  }
}
`,le=`# 12. Which decade's soundtracks are listed most?
# Listed soundtracks by the decade of their release; a null decade is an album whose year is unknown.
query SoundtracksByDecade {
  groupSoundtracks(by: [DECADE], filter: { listed: { eq: true } }, orderBy: [{ decade: ASC }]) {
    nodes { key { decade } count avg { trackCount } min { releaseYear } max { releaseYear } }
  }
}
`,ue=`# 37. Which soundtracks are like this one?
# Those that share artists, songs, directors or lists with it. What few have in common weighs most.
query SoundtracksLikeThis($soundtrack: String! = "singles-1992", $first: Int = 5) {
  soundtrack(by: { slug: $soundtrack }) {
    title
    similarSoundtracks(first: $first) {
      score
      soundtrack {
        title
        releaseYear
      }
      because {
        kind
        weight
        node {
          ... on Artist {
            name
          }
          ... on Song {
            title
          }
          ... on List {
            listTitle: title
          }
        }
      }
    }
  }
}
`,de=`# 13. What did the films of these years sound like?
# Soundtracks that are chiefly of a film of these years.
query SoundtracksOfADecade($from: Int! = 1990, $to: Int! = 1999) {
  soundtracks(filter: { primaryFilm: { releaseYear: { gte: $from, lte: $to } } }, orderBy: [{ primaryFilm: { releaseYear: ASC } }, { title: ASC }]) {
    totalCount
    nodes { title label releaseYear primaryFilm { title releaseYear } }
  }
}
`,fe=`# 15. What did a label issue?
# Soundtracks whose label has the text in its name, in any case and with or without accents.
query SoundtracksOfALabel($label: String! = "rhino") {
  soundtracks(filter: { label: { contains: $label } }, orderBy: [{ releaseYear: ASC }, { title: ASC }]) {
    nodes { title label releaseYear trackCount }
  }
}
`,pe=`# 16. On which soundtracks is an artist heard?
# The albums on which the artist is credited or performs, with the artist's tracks on them.
query SoundtracksOfAnArtist($artist: String! = "bob-dylan") {
  artist(by: { slug: $artist }) {
    name
    soundtracks(orderBy: [{ releaseYear: ASC }]) {
      nodes {
        title
        releaseYear
        tracks(filter: { recording: { artists: { some: { slug: { eq: $artist } } } } }) { nodes { position title } }
      }
    }
  }
}
`,me=`# 2. Which soundtracks are on several lists?
# Picked by one list, and picked or voted for in another.
query SoundtracksOnSeveralLists {
  soundtracks(filter: { lists: { count: { gte: 2 } } }) {
    nodes {
      title
      listings {
        nodes {
          kind
          list {
            title
          }
        }
      }
    }
  }
}
`,he=`# 25. Which soundtracks are full of covers?
# Soundtracks by the number of covers on them.
query SoundtracksWithMostCovers($min: Int! = 2) {
  soundtracks(filter: { covers: { count: { gte: $min } } }, orderBy: [{ coverCount: DESC }, { title: ASC }]) {
    nodes { title coverCount trackCount covers { nodes { song { title } recording { artists { nodes { name } } } } } }
  }
}
`,ge=`# 27. Which tracks are there?
# Every track with its album, its artists and the song it performs: the table from which most others can be made.
query Tracks {
  tracks(orderBy: [{ id: ASC }]) {
    nodes {
      id
      disc
      position
      title
      soundtrack { title releaseYear primaryFilm { title } }
      recording { title original song { title } artists { edges { position node { name } } } }
    }
  }
}
`,_e=`# 32. What is missing: years?
# Soundtracks whose year of release is unknown, with the film's.
query UnknownYears {
  soundtracks(filter: { releaseYear: { isNull: true } }, orderBy: [{ title: ASC }]) {
    totalCount
    nodes { title primaryFilm { title releaseYear } }
  }
}
`,ve=`# 21. How did each reader vote?
# Votes by reader. The numbers of different lists are different readers.
query VotesOfReaders {
  groupListings(by: [LIST, CONTRIBUTOR], filter: { kind: { eq: VOTE } }, orderBy: [{ count: DESC }, { contributor: ASC }]) {
    totalCount
    nodes { key { list { title } contributor } count members { nodes { soundtrack { title } } } }
  }
}
`,ye=`# 36. How much is there?
# The numbers of the catalogue, and where its facts come from.
query WhatThereIs {
  catalogue {
    filmCount
    artistCount
    soundtrackCount
    trackCount
    recordingCount
    songCount
    coverCount
    cueCount
    listCount
    listingCount
    sources { name kind licence version evidenceCount }
  }
}
`,be=`# 24. Who covers other people's songs?
# Artists by the number of covers they recorded, with the songs.
query WhoCoversMost {
  groupCovers(by: [ARTIST], orderBy: [{ count: DESC }, { artist: ASC }]) {
    totalCount
    nodes { key { artist { name } } count members { nodes { kind song { title } } } }
  }
}
`,xe=`# 4. Who is covered most?
# Covers, counted by the artists of the original recordings.
query WhoIsCoveredMost {
  groupCovers(
    by: [ORIGINAL_ARTIST]
    orderBy: [{ count: DESC }]
  ) {
    nodes {
      key {
        originalArtist {
          name
        }
      }
      count
    }
  }
}
`,Se=`# 38. With whom does an artist share recordings and albums?
# Those with most shared recordings first, then those with most shared soundtracks.
query WhoPlaysWithWhom($artist: String! = "bjork", $first: Int = 10) {
  artist(by: { slug: $artist }) {
    name
    collaborators(first: $first) {
      sharedRecordingCount
      sharedSoundtrackCount
      artist {
        name
        slug
      }
    }
  }
}
`;a();var q=/^Variables:\s*(\{.*\})$/i,J=Object.entries(Object.assign({"../../questions/artists-by-recordings.graphql":y,"../../questions/artists-on-most-soundtracks.graphql":b,"../../questions/consensus-by-the-documents-alone.graphql":x,"../../questions/consensus.graphql":S,"../../questions/coverage-by-the-documents-alone.graphql":C,"../../questions/coverage.graphql":w,"../../questions/covers-of-a-song.graphql":T,"../../questions/covers-on-listed-soundtracks.graphql":E,"../../questions/directors-by-the-documents-alone.graphql":D,"../../questions/directors-with-multiple-listed-soundtracks.graphql":O,"../../questions/evidence-for-a-soundtrack.graphql":k,"../../questions/films-by-decade.graphql":A,"../../questions/films-of-a-director.graphql":j,"../../questions/films-without-soundtrack.graphql":M,"../../questions/find-anything.graphql":N,"../../questions/how-two-artists-connect.graphql":P,"../../questions/in-the-film-not-on-the-album.graphql":F,"../../questions/labels.graphql":I,"../../questions/listed-soundtracks-without-tracks.graphql":L,"../../questions/lists.graphql":R,"../../questions/most-voted-soundtracks.graphql":z,"../../questions/one-film-everything.graphql":B,"../../questions/one-list.graphql":V,"../../questions/one-step-away.graphql":H,"../../questions/picked-and-voted.graphql":U,"../../questions/recordings-on-several-soundtracks.graphql":W,"../../questions/roles.graphql":G,"../../questions/songs-covered-most.graphql":K,"../../questions/songs-in-films.graphql":ce,"../../questions/soundtracks-by-decade.graphql":le,"../../questions/soundtracks-like-this.graphql":ue,"../../questions/soundtracks-of-a-decade.graphql":de,"../../questions/soundtracks-of-a-label.graphql":fe,"../../questions/soundtracks-of-an-artist.graphql":pe,"../../questions/soundtracks-on-several-lists.graphql":me,"../../questions/soundtracks-with-most-covers.graphql":he,"../../questions/tracks.graphql":ge,"../../questions/unknown-years.graphql":_e,"../../questions/votes-of-readers.graphql":ve,"../../questions/what-there-is.graphql":ye,"../../questions/who-covers-most.graphql":be,"../../questions/who-is-covered-most.graphql":xe,"../../questions/who-plays-with-whom.graphql":Se})).map(([e,t])=>Ce(e.replace(/^.*\/|\.graphql$/g,``),t.trim())).sort((e,t)=>e.number-t.number||(e.name<t.name?-1:1));function Ce(e,t){let n=t.match(/^(#.*\n)*/)[0].split(`
`).map(e=>e.replace(/^#\s*/,``)),r=n[0]?.match(/^(\d+)\.\s+(.+)$/),i=n.slice(+!!r).filter(e=>!q.test(e)),a={...Te(t),...we(n)};return{name:e,number:r?Number(r[1]):1/0,title:r?.[2]??Ee(e),description:i.join(` `).trim(),document:t,variables:Object.keys(a).length?JSON.stringify(a,null,2):``}}function we(e){let t=e.map(e=>e.match(q)?.[1]).find(Boolean);return t?JSON.parse(t):{}}function Te(e){let n=o(e).definitions.find(e=>e.kind===t.OPERATION_DEFINITION)?.variableDefinitions?.filter(e=>e.defaultValue)??[];return Object.fromEntries(n.map(e=>[e.variable.name.value,ee(e.defaultValue)]))}function Ee(e){let t=e.replaceAll(`-`,` `);return t.charAt(0).toUpperCase()+t.slice(1)}var Y={title:`Questions`,icon:De,content:X};function X(){let{addTab:e,changeTab:t}=l(),{tabs:n,activeTabIndex:i,queryEditor:a,variableEditor:o}=r(({tabs:e,activeTabIndex:t,queryEditor:n,variableEditor:r})=>({tabs:e,activeTabIndex:t,queryEditor:n,variableEditor:r})),s=n[i]?.query;function c(r){let i=n.findIndex(e=>e.query===r.document);if(i>=0)return t(i);e(),a?.setValue(r.document),o?.setValue(r.variables)}return(0,h.jsxs)(`section`,{className:`questions`,"aria-label":`Questions`,children:[(0,h.jsx)(`h2`,{children:`Questions`}),(0,h.jsx)(`p`,{children:`Ready to run. Open one, ask it as it stands, then make it yours.`}),(0,h.jsx)(`ol`,{children:J.map(e=>(0,h.jsx)(`li`,{children:(0,h.jsxs)(`button`,{type:`button`,"aria-current":e.document===s,onClick:()=>c(e),children:[(0,h.jsx)(`strong`,{children:e.title}),e.description&&(0,h.jsx)(`span`,{children:e.description}),(0,h.jsx)(`code`,{children:e.name})]})},e.name))})]})}function De(){return(0,h.jsxs)(`svg`,{viewBox:`0 0 24 24`,fill:`none`,stroke:`currentColor`,strokeWidth:`1.5`,strokeLinecap:`round`,strokeLinejoin:`round`,"aria-hidden":`true`,children:[(0,h.jsx)(`path`,{d:`M4 4.75h16v11.5h-8.5L7 20v-3.75H4z`}),(0,h.jsx)(`path`,{d:`M10 8.6a2 2 0 1 1 2.8 1.85c-.5.25-.8.6-.8 1.15M12 13.6v.01`})]})}var Oe=i({url:`/graphql`,enableIncrementalDelivery:!1}),ke=[Y,te,u()],Z=localStorage.getItem(`graphiql:tabState`)===null,Ae=innerWidth>700,Q=m(),$=J.map(({document:e,variables:t})=>({query:e,variables:t})),je=Q?.variables??(Z?$[0]?.variables:void 0);(0,ne.createRoot)(document.getElementById(`graphiql`)).render((0,h.jsxs)(f,{fetcher:Oe,plugins:ke,visiblePlugin:Z&&Ae?Y:void 0,defaultTabs:Q?[Q,...$]:$,initialQuery:Q?.query,initialVariables:je,showPersistHeadersSettings:!1,children:[(0,h.jsx)(f.Logo,{children:(0,h.jsx)(`a`,{className:`graphiql-logo-link`,href:`/`,children:`needledrop`})}),(0,h.jsx)(f.Toolbar,{children:({prettify:e,merge:t,copy:n})=>(0,h.jsxs)(h.Fragment,{children:[e,t,n,(0,h.jsx)(g,{})]})}),(0,h.jsx)(re,{}),(0,h.jsx)(ie,{}),(0,h.jsx)(ae,{}),Q?.operationName&&(0,h.jsx)(oe,{name:Q.operationName})]}));