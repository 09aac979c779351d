import{B as e,E as t,F as n,I as r,N as i,P as a,V as o,a as s,g as c,h as l,u,v as d}from"./index-CygZM9Cj.js";import{t as f}from"./pages-LX2Ar0KA.js";var p={document:`# The songs that are covered, the most covered first.
query Covers($first: Int = 50, $after: String) {
  songs(filter: { coverCount: { gte: 1 } }, orderBy: [{ coverCount: DESC }, { title: ASC }], first: $first, after: $after) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      slug
      title
      firstReleaseYear
      coverCount
      originalArtists(first: 2) { nodes { slug name } }
      covers(first: 4) { nodes { kind recording { id artists(first: 2) { nodes { slug name } } } } }
    }
  }
}
`,isTable:!0};async function m({query:m,signal:h}){let g={first:50,after:m.get(`after`)},{songs:_}=await e(p,g,h);return{title:`Covers`,content:d([c(`Covers`,_.totalCount?`${i(_.totalCount)} songs that others recorded again for a soundtrack. Choose one to see its covers on an axis of years.`:`Songs that others recorded again.`),_.nodes.length?[l(`Covered songs`,[`Song`,`First by`,`Covers`,`Covered by`],_.nodes.map(e=>[[t(`song`,e.slug,e.title),e.firstReleaseYear?n(`span`,{class:`quiet`},` ${e.firstReleaseYear}`):null],u(e.originalArtists.nodes),String(e.coverCount),[r(e.covers.nodes.map(({kind:e,recording:r})=>[r.artists.nodes.length?u(r.artists.nodes):t(`recording`,r.id,`a recording`),e===`COVER`?null:n(`span`,{class:`quiet`},` (${a(e)})`)])),e.coverCount>e.covers.nodes.length?`, …`:null]])),f(_.pageInfo,m)]:s(`No covers are known.`,`MusicBrainz tells which recordings cover which songs: `,n(`code`,{},`needledrop import musicbrainz json-dumps/`),`.`)],[o(p,g)])}}export{m as covers};