import{B as e,E as t,F as n,M as r,R as i,V as a,_ as o,a as s,g as c,h as l,p as u,v as d}from"./index-CygZM9Cj.js";import{t as f}from"./heat-map-gVGITnqm.js";var p={document:`# How many soundtracks a director's films and an artist have in common.
query Matrix($least: Int! = 1) {
  groupSoundtracks(by: [DIRECTOR, ARTIST], having: { count: { gte: $least } }, orderBy: [{ count: DESC }], first: 1000) {
    totalCount
    nodes { count key { director { slug name } artist { slug name } } }
  }
}
`,isTable:!0},m={document:`# The soundtracks that a director's films and an artist have in common.
query Together($director: String!, $artist: String!) {
  soundtracks(
    filter: {
      films: { some: { directors: { some: { slug: { eq: $director } } } } }
      artists: { some: { slug: { eq: $artist } } }
    }
    orderBy: [{ releaseYear: ASC }]
    first: 50
  ) {
    totalCount
    nodes { slug title releaseYear primaryFilm { slug title } }
  }
}
`,isTable:!0},h=24,g=24;async function _({query:t,signal:i}){let o=t.get(`least`)===`2`?2:1,l={least:o},{groupSoundtracks:u}=await e(p,l,i),h=y.of(u.nodes),g=t.get(`director`),_=t.get(`artist`),b=g&&_?await e(m,{director:g,artist:_},i):null;return{title:`Directors and artists`,content:d([c(`Directors and artists`,`Who works with whom again: each square counts the soundtracks of a director’s films on which an artist performs or is credited.`),n(`nav`,{class:`tabs`,"aria-label":`Pairs`},n(`a`,{href:`/matrix`,"aria-current":o===1?`page`:null},`All pairs`),n(`a`,{href:`/matrix?least=2`,"aria-current":o===2?`page`:null},`At least two together`)),b&&g&&_?v(b.soundtracks.nodes,h.name(g),h.name(_)):null,h.rows.length?[f(`Soundtracks that directors and artists have in common`,h.rows,h.columns,(e,t)=>h.count(e,t),(e,t,i)=>n(`a`,{href:`/matrix?${new URLSearchParams({...o===2?{least:`2`}:{},director:e,artist:t})}`,"aria-label":`${h.name(e)} and ${h.name(t)}: ${r(i,`soundtrack`)}`},String(i))),n(`p`,{class:`quiet`},`The ${h.rows.length} directors and ${h.columns.length} artists with most in common, of ${u.totalCount} pairs. Choose a square to see the soundtracks.`)]:s(`No director and artist have that much in common.`,n(`a`,{href:`/matrix`},`Show all pairs`),`, or import more soundtracks.`)],[a(p,l)],...b&&g&&_?[[a(m,{director:g,artist:_}),`The GraphQL behind the chosen pair`]]:[])}}function v(e,t,n){return u(`${t} and ${n}`,e.length,e.length?l(`Soundtracks in common`,[`Soundtrack`,`Film`],e.map(e=>[o(`soundtrack`,e),e.primaryFilm&&o(`film`,e.primaryFilm)])):i(s(`They have no soundtrack in common.`,`Choose a square below.`)))}var y=class e{counts;names;rows;columns;constructor(e,n,r,i){this.counts=r,this.names=i;let a=e=>({key:e,label:t(`artist`,e,this.name(e))});this.rows=e.map(a),this.columns=n.map(a)}static of(t){let n=new Map,r=new Map,i=new Map,a=new Map;for(let{count:e,key:{director:i,artist:o}}of t){if(!i||!o||i.slug===o.slug)continue;n.set(i.slug,i.name).set(o.slug,o.name),r.set(`${i.slug} ${o.slug}`,e);let t=a.get(o.slug)??{directors:0,total:0};a.set(o.slug,{directors:t.directors+1,total:t.total+e})}let o=[...a].filter(([,{total:e}])=>e>1).sort(([e,t],[n,r])=>r.total-t.total||(e<n?-1:1)).slice(0,g).map(([e])=>e);for(let e of o)for(let[t,n]of r){let[r=``,a]=t.split(` `);a===e&&i.set(r,(i.get(r)??0)+n)}let s=[...i].sort(([e,t],[n,r])=>r-t||(e<n?-1:1)).slice(0,h).map(([e])=>e),c=o.filter(e=>s.some(t=>r.has(`${t} ${e}`)));return new e(s,c,r,n)}name(e){return this.names.get(e)??e}count(e,t){return this.counts.get(`${e} ${t}`)??0}};export{_ as matrix};