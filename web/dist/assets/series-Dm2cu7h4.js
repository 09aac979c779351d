import{B as e,V as t,_ as n,a as r,h as i,p as a,s as o,t as s,u as c,v as l}from"./index-CygZM9Cj.js";var u={document:`# A series of films: its films, and the soundtracks that are the whole series'.
query Series($slug: String!) {
  films(filter: { series: { slug: { eq: $slug } } }, orderBy: [{ releaseYear: ASC }, { title: ASC }], first: 100) {
    totalCount
    nodes { slug title releaseYear series { slug title } directors(first: 3) { nodes { slug name } } }
  }
  soundtracks(filter: { series: { slug: { eq: $slug } } }, orderBy: [{ releaseYear: ASC }, { title: ASC }], first: 100) {
    totalCount
    nodes { slug title releaseYear series { slug title } }
  }
}
`,isTable:!1};async function d({parts:[d=``],signal:f}){let p={slug:d},{films:m,soundtracks:h}=await e(u,p,f),g=m.nodes[0]?.series??h.nodes[0]?.series;return g?{title:g.title,content:l([o({kind:`series`,slug:g.slug,title:g.title}),a(`Films`,m.totalCount,m.nodes.length?i(`Films of the series`,[`Film`,`Directed by`],m.nodes.map(e=>[n(`film`,e),c(e.directors.nodes)])):r(`None of its films is known by name.`,`Its soundtracks are the whole series’.`)),h.nodes.length?a(`Soundtracks of the series`,h.totalCount,i(`Soundtracks`,[`Soundtrack`],h.nodes.map(e=>[n(`soundtrack`,e)]))):null],[t(u,p)])}:s(`series`,d)}export{d as series};