import{B as e,E as t,F as n,I as r,M as i,N as a,V as o,_ as s,a as c,g as l,n as u,v as d}from"./index-CygZM9Cj.js";import{t as f}from"./performers-DhVLGAdF.js";import{t as p}from"./bars-Cqo3GXyR.js";import{t as m}from"./pages-LX2Ar0KA.js";var h={document:`# The artists whose songs others cover most.
query MostCovered($first: Int = 25, $after: String) {
  groupCovers(by: [ORIGINAL_ARTIST], orderBy: [{ count: DESC }], first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      count
      songs: countDistinct(of: SONG)
      key { originalArtist { slug name } }
    }
  }
}
`,isTable:!0},g={document:`# The directors with most soundtracks that a list picks or readers vote for.
query Directors($first: Int = 25, $after: String) {
  directors(
    filter: { listedSoundtrackCount: { gte: 1 } }
    orderBy: [{ listedSoundtrackCount: DESC }, { name: ASC }]
    first: $first
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      slug
      name
      listedSoundtrackCount
      listedSoundtracks(first: 4, orderBy: [{ releaseYear: ASC }]) { nodes { slug title releaseYear } }
    }
  }
}
`,isTable:!0},_={document:`# The soundtracks that most readers voted for.
query MostVoted($first: Int = 25, $after: String) {
  groupListings(by: [SOUNDTRACK], filter: { kind: { eq: VOTE } }, orderBy: [{ count: DESC }], first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes { count key { soundtrack { slug title releaseYear primaryFilm { slug title } } } }
  }
}
`,isTable:!0},v=[{name:`directors`,heading:`Directors`,lead:`Directors by the soundtracks of their films that a list picks or readers vote for.`,unit:`listed soundtracks`,async rank(i,a){let{directors:c}=await e(g,i,a);return{bars:c.nodes.map(e=>({label:t(`artist`,e.slug,e.name),value:e.listedSoundtrackCount,detail:[r(e.listedSoundtracks.nodes.map(e=>s(`soundtrack`,e))),e.listedSoundtrackCount>e.listedSoundtracks.nodes.length?`, …`:null]})),total:c.totalCount,info:c.pageInfo,asked:o(g,i),none:[`No list names a soundtrack yet.`,[`Import one: `,n(`code`,{},`needledrop import list my-favourites.toml`),`.`]]}}},{name:`voted`,heading:`Soundtracks`,lead:`Soundtracks by the votes of readers.`,unit:`votes`,async rank(t,r){let{groupListings:i}=await e(_,t,r);return{bars:i.nodes.flatMap(({count:e,key:{soundtrack:t}})=>t?[{label:s(`soundtrack`,t),value:e}]:[]),total:i.totalCount,info:i.pageInfo,asked:o(_,t),none:[`Nobody has voted yet.`,[`A poll can be imported as a list: `,n(`code`,{},`needledrop import list poll.toml`),`. What lists pick is under `,n(`a`,{href:`/lists`},`lists`),`.`]]}}},{name:`covered`,heading:`Covered artists`,lead:`Artists by how often others cover their songs.`,unit:`covers`,async rank(r,a){let{groupCovers:s}=await e(h,r,a);return{bars:s.nodes.flatMap(({count:e,songs:r,key:{originalArtist:a}})=>a?[{label:t(`artist`,a.slug,a.name),value:e,detail:i(r,`song`)}]:[{label:n(`span`,{class:`quiet`},`Original artist not known`),value:e,detail:i(r,`song`)}]),total:s.totalCount,info:s.pageInfo,asked:o(h,r),none:[`No covers are known.`,[`MusicBrainz tells which recordings cover which songs: `,n(`code`,{},`needledrop import musicbrainz json-dumps/`),`.`]]}}},{name:`performers`,heading:`Performers`,lead:`Artists by the soundtracks on which they are credited or perform.`,unit:`soundtracks`,async rank(r,i){let{artists:a}=await e(f,r,i);return{bars:a.nodes.map(e=>({label:t(`artist`,e.slug,e.name),value:e.soundtrackCount})),total:a.totalCount,info:a.pageInfo,asked:o(f,r),none:[`No soundtracks are known yet.`,[`Import some: `,n(`code`,{},`needledrop import --help`),` tells how.`]]}}}];async function y({parts:[e=`directors`],query:t,signal:r}){let i=v.find(t=>t.name===e);if(!i)return u(`/rankings/${e}`);let o=t.get(`after`),s=await i.rank({first:25,after:o},r);return{title:`${i.heading} · rankings`,content:d([l(`Rankings`,i.lead),n(`nav`,{class:`tabs`,"aria-label":`Rankings`},v.map(e=>n(`a`,{href:`/rankings/${e.name}`,"aria-current":e===i?`page`:null},e.heading))),s.bars.length?[p(s.bars,i.unit),n(`p`,{class:`quiet`},`${a(s.total)} in all, by ${i.unit}.`),m(s.info,t)]:c(s.none[0],s.none[1])],[s.asked])}}export{y as rankings};