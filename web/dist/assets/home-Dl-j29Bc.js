import{B as e,C as t,E as n,F as r,N as i,O as a,V as o,_ as s,a as c,b as l,p as u,v as d}from"./index-CygZM9Cj.js";import{t as f}from"./bars-Cqo3GXyR.js";var p={document:`# How much there is, and what most people ask for first.
query Home {
  catalogue {
    filmCount
    artistCount
    soundtrackCount
    recordingCount
    songCount
    coverCount
    listCount
    listingCount
    sources { name kind licence url }
  }
  directors(
    filter: { listedSoundtrackCount: { gte: 1 } }
    orderBy: [{ listedSoundtrackCount: DESC }, { name: ASC }]
    first: 6
  ) {
    nodes { slug name listedSoundtrackCount }
  }
  groupListings(by: [SOUNDTRACK], filter: { kind: { eq: VOTE } }, orderBy: [{ count: DESC }], first: 6) {
    nodes { count key { soundtrack { slug title releaseYear } } }
  }
}
`,isTable:!1};async function m({go:i,signal:m}){let{catalogue:v,directors:y,groupListings:b}=await e(p,{},m),x=t({id:`home-search`,label:`Search films, artists, soundtracks, songs and lists`,placeholder:`A film, an artist, a song…`,choose:e=>i(l(e)),submit:e=>i(a(e))}),S=b.nodes.flatMap(({count:e,key:{soundtrack:t}})=>t?[{label:s(`soundtrack`,t),value:e}]:[]);return{title:`needledrop, the open film-music graph`,content:d([r(`header`,{class:`hero`},r(`h1`,{tabindex:-1},`The open film‑music graph`),r(`p`,{class:`detail`},`Films, their soundtracks, the songs on them, who covers whom, and the lists that name them. Every fact says who says so.`),r(`search`,{},x.element),_(v)),r(`div`,{class:`columns-two`},u(`Directors with most listed soundtracks`,null,y.nodes.length?[f(y.nodes.map(e=>({label:n(`artist`,e.slug,e.name),value:e.listedSoundtrackCount})),`listed soundtracks`),r(`p`,{},r(`a`,{href:`/rankings/directors`},`All of them`))]:c(`No list names a soundtrack yet.`,r(`code`,{},`needledrop import list my-favourites.toml`))),u(`Soundtracks with most votes`,null,S.length?[f(S,`votes`),r(`p`,{},r(`a`,{href:`/rankings/voted`},`All of them`))]:c(`Nobody has voted yet.`,`See what lists pick under `,r(`a`,{href:`/lists`},`lists`),`.`))),u(`Ways in`,null,r(`ul`,{class:`cards`},g.map(([e,t,n])=>r(`li`,{class:`card`},r(`h3`,{},r(`a`,{href:e,"data-leave":e.startsWith(`/q`)||e===`/graphql`},t)),r(`p`,{class:`quiet`},n))))),u(`Sources`,v.sources.length,r(`ul`,{class:`plain`},v.sources.map(({name:e,kind:t,licence:n,url:i})=>r(`li`,{},i?r(`a`,{href:i,rel:`external noopener`,class:`outside`},e):e,r(`span`,{class:`quiet`},` ${[h[t],n].filter(Boolean).join(` · `)}`)))))],[o(p,{})])}}var h={ARTICLE:`article`,DATASET:`data set`,EDITOR:`editors of this catalogue`},g=[[`/path`,`Find a path`,`How does one artist connect to another, through films, albums and songs?`],[`/covers`,`Covers`,`Songs that were recorded again, each from the original to its covers.`],[`/matrix`,`Directors and artists`,`Who works with whom again.`],[`/lists`,`Compare lists`,`Which soundtracks do several lists name?`],[`/graphql`,`Playground`,`Ask your own question in GraphQL.`],[`/q`,`Ready questions`,`Named questions with an address each, as CSV, Parquet and more.`]];function _(e){let t=[[e.filmCount,`films`],[e.soundtrackCount,`soundtracks`],[e.artistCount,`artists`],[e.recordingCount,`recordings`],[e.songCount,`songs`],[e.coverCount,`covers`],[e.listCount,`lists`]];return r(`ul`,{class:`counts`},t.map(([e,t])=>r(`li`,{},r(`strong`,{},i(e)),` ${t}`)))}export{m as home};