import{B as e,E as t,F as n,I as r,M as i,P as a,V as o,_ as s,a as c,c as l,d as u,f as d,h as f,j as p,k as m,l as h,m as g,o as _,p as v,r as y,s as b,t as x,u as S,v as C}from"./index-CygZM9Cj.js";import{n as w,r as T}from"./listings-CdiaDNDS.js";var E={document:`# What is on a soundtrack, whose film it is, who names it, and who says so.
query Soundtrack($slug: String!) {
  soundtrack(by: { slug: $slug }) {
    id
    slug
    title
    kind
    label
    releaseYear
    discs
    listed
    evidence(first: 20) { nodes { field ...Proof } }
    series { slug title }
    films(first: 10) {
      edges {
        primary
        volume
        node { slug title releaseYear directors(first: 3) { nodes { slug name } } }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    credits(first: 50) { nodes { role creditedAs artist { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    tracks(first: 100) {
      totalCount
      nodes {
        disc
        position
        title
        inFilm
        recording {
          id
          original
          releaseYear
          song { slug title }
          artists(first: 4) { edges { creditedAs joinPhrase node { slug name } } }
          covers(first: 1) {
            nodes {
              kind
              song { slug title originalArtists(first: 2) { nodes { slug name } } }
              evidence(first: 4) { nodes { ...Proof } }
            }
          }
        }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    listings(first: 100) {
      totalCount
      nodes {
        kind
        position
        note
        list { slug title publisher author kind }
        soundtrack { slug title }
        evidence(first: 2) { nodes { ...Proof } }
      }
    }
    chartEntries(first: 20) { nodes { chart country position mark evidence(first: 4) { nodes { ...Proof } } } }
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
`,isTable:!0},D={document:`# The soundtracks that have most in common with one, and what it is.
query Similar($slug: String!) {
  soundtrack(by: { slug: $slug }) {
    similarSoundtracks(first: 6) {
      score
      soundtrack { slug title releaseYear }
      because {
        kind
        weight
        node {
          __typename
          ... on Artist { slug name }
          ... on Song { slug title }
          ... on List { slug listTitle: title }
        }
      }
    }
  }
}
`,isTable:!0};async function O(t,r){let i={slug:t},{soundtrack:a}=await e(D,i,r),c=a?.similarSoundtracks??[];return c.length?{content:v(`Like this one`,null,n(`ul`,{class:`cards`},c.map(e=>n(`li`,{class:`card of-soundtrack`},n(`h3`,{},s(`soundtrack`,e.soundtrack)),n(`p`,{class:`quiet`},`Shares `,k(e)))))),asked:o(D,i)}:null}function k({because:e}){let n=e.slice(0,4);return[...r(n.map(({kind:e,node:n})=>{switch(n.__typename){case`Artist`:return[e===`DIRECTOR`?`the director `:null,t(`artist`,n.slug,n.name)];case`Song`:return[`the song `,t(`song`,n.slug,n.title)];case`List`:return[`the list `,t(`list`,n.slug,w({slug:n.slug,title:n.listTitle}))];default:return null}})),e.length>n.length?` and ${e.length-n.length} more`:null]}async function A({parts:[r=``],signal:s}){let c={slug:r},{soundtrack:u}=await e(E,c,s);if(!u)return x(`soundtrack`,r);let f=o(E,c),{title:p,releaseYear:S}=u;return{title:S?`${p} (soundtrack, ${S})`:`${p} (soundtrack)`,content:C([b({kind:`soundtrack`,slug:u.slug,title:p,detail:[g([S,u.label,u.kind&&a(u.kind),u.discs&&u.discs>1&&i(u.discs,`disc`)]),` `,m(u.evidence,`releaseYear`)??m(u.evidence,`label`)??m(u.evidence,`kind`),u.listed?[` `,n(`span`,{class:`badge`},`Listed`)]:null],evidence:u.evidence}),_([[`Film`,j(u)],[`Series`,u.series&&t(`series`,u.series.slug,u.series.title)],...M(u),[`Charts`,N(u)],[`Also called`,y(u.aliases.nodes)],[`Elsewhere`,l(`soundtrack`,u.identifiers.nodes)]]),v(`Tracks`,u.tracks.totalCount,P(u),d(u.tracks.nodes.length,u.tracks.totalCount,f)),T(u.listings),h(O(u.slug,s))],[f])}}function j({films:{edges:e}}){return r(e.map(({node:e,evidence:t})=>[s(`film`,e),e.directors.nodes.length?[n(`span`,{class:`quiet`},` by `),S(e.directors.nodes)]:null,` `,m(t)]),`; `)}function M({credits:{nodes:e}}){return[...new Set(e.map(({role:e})=>e))].map(i=>[i===`PERFORMER`?`Also performing`:p(a(i)),r(e.filter(e=>e.role===i).map(({artist:e,creditedAs:r,evidence:i})=>[t(`artist`,e.slug,e.name),r&&r!==e.name?n(`span`,{class:`quiet`},` as ${r}`):null,` `,m(i)]))])}function N({chartEntries:{nodes:e}}){return r(e.map(({chart:e,country:t,position:r,mark:i,evidence:o})=>[`${e}${t?` (${t})`:``}: ${r} `,n(`span`,{class:`quiet`},a(i)),` `,m(o)]),`; `)}function P({tracks:{nodes:e}}){if(!e.length)return c(`Its tracks are not known yet.`,`An import of MusicBrainz, or a file in the form of the seed catalogue, would bring them.`);let r=e.some(({disc:e})=>(e??1)>1),i=e.some(({position:e})=>e!==null);return f(`Tracks`,[...i?[`No.`]:[],`Title`,`By`,`Song`],e.map(({disc:e,position:o,title:s,inFilm:c,recording:l,evidence:d})=>{let f=l.covers.nodes[0];return[...i?[o===null?``:r?`${e??1}.${o}`:String(o)]:[],[t(`recording`,l.id,s),` `,m(d),c===!1?n(`span`,{class:`quiet`},` not in the film`):null],u(l.artists.edges),f?[n(`span`,{class:`badge cover`},a(f.kind)),` of `,t(`song`,f.song.slug,f.song.title),f.song.originalArtists.nodes.length?[` by `,S(f.song.originalArtists.nodes)]:null,` `,m(f.evidence)]:l.song&&[t(`song`,l.song.slug,l.song.title),l.original?n(`span`,{class:`quiet`},` original`):null]]}))}export{A as soundtrack};