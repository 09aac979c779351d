import{B as e,E as t,F as n,I as r,M as i,P as a,V as o,_ as s,c,f as l,h as u,i as d,j as f,k as p,l as m,m as h,o as g,p as _,r as v,s as y,t as b,v as x}from"./index-CygZM9Cj.js";var S={document:`# What is known of an artist, and who says so.
query Artist($slug: String!) {
  artist(by: { slug: $slug }) {
    id
    slug
    name
    kind
    evidence(first: 20) { nodes { field ...Proof } }
    groups(first: 10) { edges { node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    members(first: 20) { edges { node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    directedFilms(first: 50) {
      totalCount
      edges {
        creditedAs
        node { slug title releaseYear soundtracks(first: 5) { nodes { slug title listed } } }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    credits(first: 50, filter: { role: { ne: DIRECTOR } }) {
      totalCount
      nodes { role creditedAs film { slug title releaseYear } evidence(first: 4) { nodes { ...Proof } } }
    }
    soundtracks(first: 50, orderBy: [{ releaseYear: ASC }]) {
      totalCount
      nodes { slug title releaseYear listed primaryFilm { slug title releaseYear } }
    }
    recordings(first: 100) {
      totalCount
      edges {
        creditedAs
        node {
          id
          title
          original
          releaseYear
          song { slug title originalArtists(first: 3) { nodes { slug name } } }
          covers(first: 1) { nodes { kind } }
          soundtracks(first: 3) { nodes { slug title } }
        }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    originalSongs(first: 50, orderBy: [{ coverCount: DESC }, { title: ASC }]) {
      totalCount
      nodes { slug title firstReleaseYear coverCount }
    }
    writtenSongs(first: 50) {
      totalCount
      edges { node { slug title firstReleaseYear } evidence(first: 4) { nodes { ...Proof } } }
    }
    identifiers(first: 20) { nodes { scheme value } }
    aliases(first: 20) { nodes { name } }
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
`,isTable:!0},C={document:`# Who shares recordings or soundtracks with an artist.
query Collaborators($slug: String!) {
  artist(by: { slug: $slug }) {
    collaborators(first: 12) {
      sharedRecordingCount
      sharedSoundtrackCount
      artist { slug name }
    }
  }
}
`,isTable:!0};async function w(r,a){let s={slug:r},{artist:c}=await e(C,s,a),l=c?.collaborators??[];return l.length?{content:_(`Works with`,null,n(`ul`,{class:`plain columns`},l.map(({artist:e,sharedRecordingCount:r,sharedSoundtrackCount:a})=>n(`li`,{},t(`artist`,e.slug,e.name),n(`span`,{class:`quiet`},` ${[r&&i(r,`recording`),a&&i(a,`soundtrack`)].filter(Boolean).join(`, `)}`))))),asked:o(C,s)}:null}async function T({parts:[t=``],signal:n}){let r={slug:t},{artist:i}=await e(S,r,n);if(!i)return b(`artist`,t);let s=o(S,r);return{title:i.name,content:x([y({kind:`artist`,slug:i.slug,title:i.name,detail:i.kind===`OTHER`?null:[f(a(i.kind)),` `,p(i.evidence,`kind`)],evidence:i.evidence}),g([[`Member of`,d(i.groups.edges)],[`Members`,d(i.members.edges)],[`Also called`,v(i.aliases.nodes)],[`Elsewhere`,c(`artist`,i.identifiers.nodes)]]),E(i,s),D(i,s),O(i,s),k(i),A(i,s),j(i,s),m(w(i.slug,n))],[s])}}function E({directedFilms:{edges:e,totalCount:i}},a){return e.length?_(`Directed`,i,u(`Films directed`,[`Film`,`Soundtracks`],e.map(({node:e,evidence:i})=>[[s(`film`,e),` `,p(i)],r(e.soundtracks.nodes.map(({slug:e,title:r,listed:i})=>[t(`soundtrack`,e,r),i?[` `,n(`span`,{class:`badge`},`Listed`)]:null]))])),l(e.length,i,a)):null}function D({soundtracks:{nodes:e,totalCount:t}},r){return e.length?_(`On soundtracks`,t,u(`Soundtracks`,[`Soundtrack`,`Film`,``],e.map(e=>[s(`soundtrack`,e),e.primaryFilm&&s(`film`,e.primaryFilm),e.listed?n(`span`,{class:`badge`},`Listed`):null])),l(e.length,t,r)):null}function O({slug:e,recordings:{edges:i,totalCount:o}},s){return i.length?_(`Recordings`,o,u(`Recordings`,[`Recording`,`Song`,`Heard on`],i.map(({node:i,evidence:o})=>{let s=i.covers.nodes[0],c=i.song?.originalArtists.nodes.filter(t=>t.slug!==e)??[];return[[t(`recording`,i.id,i.title),i.releaseYear?n(`span`,{class:`quiet`},` ${i.releaseYear}`):null,` `,p(o)],i.song&&[t(`song`,i.song.slug,i.song.title),s?[n(`span`,{class:`quiet`},` ${a(s.kind)} of `),r(c.map(e=>t(`artist`,e.slug,e.name)))]:i.original?n(`span`,{class:`quiet`},` original`):null],r(i.soundtracks.nodes.map(e=>t(`soundtrack`,e.slug,e.title)))]})),l(i.length,o,s)):null}function k({originalSongs:{nodes:e,totalCount:r}}){let a=e.filter(({coverCount:e})=>e);return a.length?_(`Covered by others`,a.length,n(`ul`,{class:`plain`},a.map(e=>n(`li`,{},t(`song`,e.slug,e.title),n(`span`,{class:`quiet`},` ${h([e.firstReleaseYear,i(e.coverCount,`cover`)])}`)))),r>e.length?n(`p`,{class:`quiet`},`Of the first ${e.length} of ${r} songs.`):null):null}function A({writtenSongs:{edges:e,totalCount:r}},i){return e.length?_(`Wrote`,r,n(`ul`,{class:`plain`},e.map(({node:e,evidence:r})=>n(`li`,{},t(`song`,e.slug,e.title),e.firstReleaseYear?n(`span`,{class:`quiet`},` ${e.firstReleaseYear}`):null,` `,p(r)))),l(e.length,r,i)):null}function j({credits:{nodes:e,totalCount:t}},n){return e.length?_(`In films`,t,u(`Parts in films`,[`Film`,`As`],e.map(({role:e,creditedAs:t,film:n,evidence:r})=>[[s(`film`,n),` `,p(r)],h([a(e),t&&`credited as ${t}`])])),l(e.length,t,n)):null}export{T as artist};