import{B as e,E as t,F as n,M as r,N as i,P as a,V as o,_ as s,a as c,g as l,m as u,p as d,v as f}from"./index-CygZM9Cj.js";import{t as p}from"./heat-map-gVGITnqm.js";import{n as m,t as h}from"./listings-CdiaDNDS.js";var g={document:`# The soundtracks that several of these lists name.
query Compare($lists: [String!]!, $least: Int = 2, $first: Int = 100) {
  soundtracks(
    filter: { lists: { count: { where: { slug: { in: $lists } }, gte: $least } } }
    orderBy: [{ listCount: DESC }, { listingCount: DESC }, { title: ASC }]
    first: $first
  ) {
    totalCount
    nodes {
      slug
      title
      releaseYear
      primaryFilm { slug title releaseYear }
      listings(filter: { list: { slug: { in: $lists } } }, first: 40) { nodes { kind position list { slug } } }
    }
  }
}
`,isTable:!0},_={document:`# The lists there are.
query Lists {
  lists(first: 100, orderBy: [{ soundtrackCount: DESC }]) {
    totalCount
    nodes { slug title kind publisher author published listingCount soundtrackCount }
  }
}
`,isTable:!0},v=8;async function y({query:t,signal:r,go:i}){let{lists:a}=await e(_,{},r),s=new Map(a.nodes.map(e=>[e.slug,e])),u=t.getAll(`list`).filter(e=>s.has(e)).slice(0,v),p=u.length?u:a.nodes.slice(0,Math.min(v,4)).map(({slug:e})=>e),m={lists:p,least:2,first:100},h=p.length>1?await e(g,m,r):null;return{title:`Lists`,content:f([l(`Lists`,`Articles, polls and charts that name soundtracks, and which soundtracks several of them name.`),a.nodes.length?[b(a.nodes,p,i),d(`Named by several`,h?.soundtracks.totalCount??null,h?x(h.soundtracks.nodes,p.map(e=>s.get(e))):a.nodes.length>1?c(`Choose two lists or more.`,`Then the soundtracks that they share stand here.`):c(`There is only one list.`,`Import another to compare them: `,n(`code`,{},`needledrop import list my-favourites.toml`),`.`))]:c(`There are no lists yet.`,[`Import one: `,n(`code`,{},`needledrop import list my-favourites.toml`),`.`])],[o(_,{}),`The GraphQL behind the lists`],...h?[[o(g,m),`The GraphQL behind the comparison`]]:[])}}function b(e,i,o){let s=e.map(({slug:e})=>n(`input`,{type:`checkbox`,name:`list`,value:e,checked:i.includes(e),id:`list-${e}`}));return n(`form`,{class:`choice`,action:`/lists`,onsubmit:e=>{e.preventDefault(),o(`/lists?${new URLSearchParams(s.filter(e=>e.checked).map(e=>[`list`,e.value]))}`)}},n(`ul`,{class:`cards`},e.map((i,o)=>n(`li`,{class:`card of-list`},n(`h2`,{},t(`list`,i.slug,m(i))),n(`p`,{class:`quiet`},u([a(i.kind),i.publisher,i.author,i.published])),n(`p`,{},`${r(i.soundtrackCount,`soundtrack`)} picked or voted for`),e.length>1?n(`label`,{for:s[o].id},s[o],` compare`,n(`span`,{class:`unseen`},` ${m(i)}`)):null))),e.length>2?n(`p`,{},n(`button`,{class:`button primary`},`Compare the chosen lists`),n(`span`,{class:`quiet`},` at most ${v}`)):null)}function x(e,r){if(!e.length)return c(`These lists have nothing in common.`,`Choose others above.`);let a=(t,n)=>e.find(({slug:e})=>e===t).listings.nodes.filter(({list:e})=>e.slug===n);return[p(`Soundtracks that several lists name`,e.map(e=>({key:e.slug,label:s(`soundtrack`,e)})),r.map(e=>({key:e.slug,label:t(`list`,e.slug,m(e))})),(e,t)=>a(e,t).length,(e,t)=>n(`span`,{},h(a(e,t))),!0),n(`p`,{class:`quiet`},`${i(e.length)} shown. The stronger the colour, the more listings.`)]}export{y as lists};