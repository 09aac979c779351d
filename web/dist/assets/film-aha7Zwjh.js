import{B as e,E as t,F as n,M as r,P as i,V as a,a as o,c as s,f as c,h as l,i as u,k as d,m as f,o as p,p as m,r as h,s as g,t as _,u as v,v as y}from"./index-CygZM9Cj.js";import{r as b}from"./listings-CdiaDNDS.js";var x={document:`# What is known of a film, and who says so.
query Film($slug: String!) {
  film(by: { slug: $slug }) {
    id
    slug
    title
    kind
    releaseYear
    evidence(first: 20) { nodes { field ...Proof } }
    series { slug title }
    directors(first: 10) { edges { creditedAs node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    writers(first: 10) { edges { creditedAs node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    composers(first: 10) { edges { creditedAs node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    cast(first: 20) { edges { creditedAs node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    soundtracks(first: 20) {
      edges {
        primary
        volume
        node { slug title kind label releaseYear trackCount listed }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    cues(first: 50) {
      totalCount
      nodes {
        onSoundtrack
        song { slug title }
        recording { id title }
        artists(first: 4) { nodes { slug name } }
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
`,isTable:!0};async function S({parts:[n=``],signal:r}){let o={slug:n},{film:l}=await e(x,o,r);if(!l)return _(`film`,n);let v=a(x,o);return{title:l.releaseYear?`${l.title} (${l.releaseYear})`:l.title,content:y([g({kind:`film`,slug:l.slug,title:l.title,detail:[f([l.releaseYear,l.kind===`FEATURE`?null:i(l.kind)]),l.releaseYear?[` `,d(l.evidence,`releaseYear`)]:null],evidence:l.evidence}),p([[`Directed by`,u(l.directors.edges)],[`Written by`,u(l.writers.edges)],[`Music by`,u(l.composers.edges)],[`With`,u(l.cast.edges)],[`Series`,l.series&&t(`series`,l.series.slug,l.series.title)],[`Also called`,h(l.aliases.nodes)],[`Elsewhere`,s(`film`,l.identifiers.nodes)]]),m(`Soundtracks`,l.soundtracks.edges.length,C(l)),l.cues.nodes.length?m(`Heard in the film`,l.cues.totalCount,w(l),c(l.cues.nodes.length,l.cues.totalCount,v)):null,b(l.listings)],[v])}}function C({soundtracks:e}){return e.edges.length?n(`ul`,{class:`cards`},e.edges.map(({node:e,volume:a,evidence:o})=>n(`li`,{class:`card of-soundtrack`},n(`h3`,{},t(`soundtrack`,e.slug,e.title),` `,d(o)),n(`p`,{class:`quiet`},f([e.releaseYear,e.label,e.kind&&i(e.kind),a&&`volume ${a}`,e.trackCount?r(e.trackCount,`track`):null])||`Nothing more is known of it`),e.listed?n(`p`,{class:`badge`},`Listed`):null))):o(`No soundtrack of this film is known.`,`It may have none, or no source has told of it yet.`)}function w({cues:e}){return l(`Music in the film`,[`Title`,`By`,`On the album`],e.nodes.map(e=>[[e.song?t(`song`,e.song.slug,e.song.title):e.recording?t(`recording`,e.recording.id,e.recording.title):n(`span`,{class:`quiet`},`not known`),` `,d(e.evidence)],v(e.artists.nodes),T(e.onSoundtrack)]))}function T(e){return e===null?n(`span`,{class:`quiet`},`not known`):e?`yes`:`no`}export{S as film,T as onAlbum};