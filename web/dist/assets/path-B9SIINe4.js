import{A as e,B as t,C as n,D as r,E as i,F as a,M as o,R as s,V as c,a as l,g as u,k as d,v as f,z as p}from"./index-CygZM9Cj.js";import{t as m}from"./performers-DhVLGAdF.js";import{i as h,n as g,o as _,t as v}from"./locate-Diy8PvmT.js";var y={document:`# The shortest ways from one to the other, with what proves each step.
query Path($from: ID!, $to: ID!, $first: Int = 5) {
  shortestPaths(from: $from, to: $to, first: $first) {
    length
    from { ...Thing }
    steps {
      relation
      forward
      node { ...Thing }
      evidence(first: 4) { nodes { ...Proof } }
    }
  }
}

fragment Thing on Node {
  __typename
  id
  ... on Film { slug title releaseYear }
  ... on FilmSeries { slug title }
  ... on Artist { slug name }
  ... on Soundtrack { slug title releaseYear }
  ... on Song { slug title }
  ... on Recording { title releaseYear }
  ... on List { slug listTitle: title }
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
`,isTable:!0};async function b({query:e,signal:n,go:i}){let[u,d]=await Promise.all([S(e.get(`from`),n),S(e.get(`to`),n)]),h=C(e,u,d,i);if(!u||!d){let{artists:{nodes:[i,o]}}=await t(m,{first:2},n),c=[`from`,`to`].filter(t=>e.get(t)&&!(t===`from`?u:d)).map(t=>e.get(t));return{title:`Find a path`,content:s(x(),h,c.length?l(`There is nothing under “${c.join(`” and “`)}”.`,`Choose another above.`):null,!c.length&&i&&o?l(`Choose two.`,`For instance `,a(`a`,{href:r(`artist/${i.slug}`,`artist/${o.slug}`)},`${i.name} and ${o.name}`),`.`):null)}}let g={from:u.id,to:d.id,first:5},_;try{({shortestPaths:_}=await t(y,g,n))}catch(e){if(!(e instanceof p))throw e;return{title:`Find a path`,content:f([x(),h,l(e.message,e.advice)],[c(y,g)])}}return{title:`From ${u.label} to ${d.label}`,content:f([x(),h,_.length?[a(`p`,{class:`detail`},_[0].length?[a(`strong`,{},`${o(_[0].length,`step`)}`),` from ${u.label} to ${d.label}`,`.`]:`Both are the same.`),w(_[0],0),_.length>1?a(`details`,{class:`others`},a(`summary`,{},o(_.length-1,`other way`),` of the same length`),_.slice(1).map((e,t)=>w(e,t+1))):null]:l(`No way leads from one to the other.`,`At most 8 steps are gone. Choose others, or import more data that connects them.`)],[c(y,g)])}}function x(){return u(`Find a path`,`How two artists, films, soundtracks or songs connect, step by step, and who says so.`)}async function S(e,t){let n=g(e);return n&&v(n.kind,n.slug,t)}function C(e,t,i,o){let s=e=>e?`${e.kind}/${e.slug}`:``,c=(c,l,u)=>{let{element:d,input:f}=n({id:`path-${c}`,label:l,placeholder:`An artist, a film, a song…`,choose:({kind:e,slug:n})=>{let a=`${e}/${n}`;o(c===`from`?r(a,s(i)):r(s(t),a))}});return f.value=u?.label??e.get(c)?.replace(/^.*\//,``)??``,a(`div`,{class:`path-end`},a(`label`,{for:`path-${c}`},l),d)};return a(`search`,{class:`path-ends`},c(`from`,`From`,t),a(`button`,{type:`button`,class:`button`,"aria-label":`Swap the two`,disabled:!t&&!i,onclick:()=>o(r(s(i),s(t)))},`⇄`),c(`to`,`To`,i))}function w({from:e,steps:t},n){let r=_(e);return a(`ol`,{class:`chain`,"aria-label":n?`Way ${n+1}`:`The path`},r&&a(`li`,{},T(r)),t.map(e=>{let t=_(e.node);return t&&a(`li`,{},a(`span`,{class:`chain-step`},h(e.relation,e.forward),d(e.evidence)),T(t))}))}function T({kind:t,slug:n,label:r}){return a(`span`,{class:`chain-node of-${t}`},a(`span`,{class:`chip of-${t}`},e[t].one),i(t,n,r))}export{b as path};