import{B as e,F as t,M as n,P as r,V as i,_ as a,a as o,h as s,k as c,m as l,o as u,p as d,s as f,t as p,v as m}from"./index-CygZM9Cj.js";import{t as h}from"./bars-Cqo3GXyR.js";import{n as g,t as _}from"./listings-CdiaDNDS.js";import{t as v}from"./pages-LX2Ar0KA.js";var y={document:`# A list, and what it names, most often named first.
query List($slug: String!, $first: Int = 100, $after: String) {
  list(by: { slug: $slug }) {
    slug
    title
    kind
    publisher
    author
    published
    url
    listingCount
    soundtrackCount
    evidence(first: 20) { nodes { field ...Proof } }
  }
  groupListings(
    by: [SOUNDTRACK]
    filter: { list: { slug: { eq: $slug } } }
    orderBy: [{ count: DESC }]
    first: $first
    after: $after
  ) {
    totalCount
    pageInfo { hasNextPage endCursor }
    nodes {
      count
      key { soundtrack { slug title releaseYear primaryFilm { slug title releaseYear } } }
      members(first: 10) { nodes { kind position note evidence(first: 1) { nodes { ...Proof } } } }
    }
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
`,isTable:!1};async function b({parts:[a=``],query:o,signal:s}){let c={slug:a,first:100,after:o.get(`after`)},{list:h,groupListings:_}=await e(y,c,s);if(!h)return p(`list`,a);let b=g(h);return{title:b,content:m([f({kind:`list`,slug:h.slug,title:b,detail:l([r(h.kind),h.publisher,h.author,h.published]),evidence:h.evidence}),u([[`Names`,`${n(h.listingCount,`listing`)}; ${n(h.soundtrackCount,`soundtrack`)} are picked or voted for`],[`Published at`,h.url&&t(`a`,{href:h.url,rel:`external noopener`,class:`outside`},h.url)]]),d(`What it names`,_.totalCount,x(_),v(_.pageInfo,o))],[i(y,c)])}}function x({nodes:e}){if(!e.length)return o(`This list names nothing yet.`,`A file in the form of the seed catalogue can say what it names.`);let n=e.flatMap(({key:{soundtrack:e},count:t,members:n})=>e?[{soundtrack:e,count:t,members:n.nodes}]:[]);return n.some(({count:e})=>e>1)?h(n.map(({soundtrack:e,count:t,members:n})=>({label:a(`soundtrack`,e),value:t,detail:[_(n),` `,c({nodes:n.flatMap(({evidence:e})=>e.nodes).slice(0,6)})]})),`listings`):s(`Soundtracks`,[`Soundtrack`,`Film`,`As`],n.map(({soundtrack:e,members:n})=>[a(`soundtrack`,e),e.primaryFilm&&a(`film`,e.primaryFilm),[_(n),` `,c({nodes:n.flatMap(({evidence:e})=>e.nodes)}),n[0]?.note?t(`span`,{class:`quiet`},` “${n[0].note}”`):null]]))}export{b as list};