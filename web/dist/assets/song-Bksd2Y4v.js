import{B as e,E as t,F as n,L as r,P as i,V as a,_ as o,a as s,c,d as l,f as u,h as d,i as f,j as p,k as m,o as h,p as g,r as _,s as v,t as y,u as b,v as x}from"./index-CygZM9Cj.js";import{onAlbum as S}from"./film-aha7Zwjh.js";var C={document:`# A song, its original recording and those that cover it, by year.
query Song($slug: String!) {
  song(by: { slug: $slug }) {
    id
    slug
    title
    firstReleaseYear
    coverCount
    evidence(first: 20) { nodes { field ...Proof } }
    originalArtists(first: 5) { nodes { slug name } }
    writers(first: 20) { edges { node { slug name } evidence(first: 4) { nodes { ...Proof } } } }
    recordings(first: 100, orderBy: [{ releaseYear: ASC }, { title: ASC }]) {
      totalCount
      nodes {
        id
        title
        original
        releaseYear
        artists(first: 4) { edges { creditedAs joinPhrase node { slug name } } }
        covers(first: 1) { nodes { kind evidence(first: 4) { nodes { ...Proof } } } }
        soundtracks(first: 5, orderBy: [{ releaseYear: ASC }]) {
          nodes { slug title releaseYear primaryFilm { slug title releaseYear } }
        }
        evidence(first: 4) { nodes { ...Proof } }
      }
    }
    cues(first: 50) {
      totalCount
      nodes {
        onSoundtrack
        film { slug title releaseYear }
        artists(first: 4) { nodes { slug name } }
        evidence(first: 4) { nodes { ...Proof } }
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
`,isTable:!0};function w(e){let t=E(e.flatMap(({year:e,marks:t})=>[...e===null?[]:[e],...t])),r=[...e].sort((e,t)=>Number(t.original)-Number(e.original)||(e.year??1/0)-(t.year??1/0)),i=r.find(({original:e,year:t})=>e&&t!==null)?.year??null,a=r.findLastIndex(({year:e})=>e!==null);return n(`figure`,{class:`timeline`},t&&O(t),n(`ol`,{},r.map((e,r)=>n(`li`,{class:e.original?`original`:null},n(`div`,{class:`timeline-label`},n(`p`,{},n(`span`,{class:e.original?`badge`:`badge cover`},e.what),` `,e.label),n(`p`,{class:`quiet`},T(e),e.detail?[`, `,e.detail]:null)),t&&n(`div`,{class:`timeline-lane`},k(e,t,i,{first:r===0,last:r===a,beyond:r>a}))))),n(`figcaption`,{class:`quiet`},`A full dot is a known year; a ring is the year of the first soundtrack, by which it was there; squares are soundtracks.`))}function T({year:e,certain:t}){return e===null?`year not known`:t?String(e):`by ${e}`}function E(e){if(!e.length)return null;let t=Math.max(...e)-Math.min(...e),n=t>60?20:t>15?10:5;return{from:Math.floor((Math.min(...e)-1)/n)*n,to:Math.ceil((Math.max(...e)+1)/n)*n,step:n}}function D(e,{from:t,to:n}){return`${((e-t)/(n-t)*100).toFixed(2)}%`}function O(e){let t=Array.from({length:(e.to-e.from)/e.step+1},(t,n)=>e.from+n*e.step);return n(`div`,{class:`timeline-axis`,"aria-hidden":!0},r(`svg`,{width:`100%`,height:24},t.map((n,i)=>r(`text`,{x:D(n,e),y:16,"text-anchor":i===0?`start`:i===t.length-1?`end`:`middle`},n))))}function k(e,t,n,i){let a=Array.from({length:(t.to-t.from)/t.step+1},(e,n)=>t.from+n*t.step),o=e=>r(`line`,e);return r(`svg`,{class:`lane`,width:`100%`,height:`100%`,"aria-hidden":!0},a.map(e=>o({x1:D(e,t),x2:D(e,t),y1:`0`,y2:`100%`,class:`grid`})),n!==null&&!i.beyond&&o({x1:D(n,t),x2:D(n,t),y1:i.first?`50%`:`0`,y2:i.last?`50%`:`100%`,class:`stem`}),n!==null&&e.year!==null&&!e.original&&o({x1:D(n,t),x2:D(e.year,t),y1:`50%`,y2:`50%`,class:`branch`}),e.year!==null&&[...new Set(e.marks)].filter(t=>t!==e.year).map(n=>o({x1:D(e.year,t),x2:D(n,t),y1:`50%`,y2:`50%`,class:`later`})),[...new Set(e.marks)].filter(t=>e.certain||t!==e.year).map(e=>r(`svg`,{x:D(e,t),y:`50%`,overflow:`visible`},r(`rect`,{x:-5,y:-5,width:10,height:10,class:`heard`}))),e.year!==null&&r(`circle`,{cx:D(e.year,t),cy:`50%`,r:e.original?8:6,class:e.certain?`known`:`guessed`}))}async function A({parts:[t=``],signal:n}){let r={slug:t},{song:i}=await e(C,r,n);if(!i)return y(`song`,t);let l=a(C,r),{recordings:p,cues:T}=i;return{title:i.title,content:x([v({kind:`song`,slug:i.slug,title:i.title,detail:[i.originalArtists.nodes.length?[`first by `,b(i.originalArtists.nodes)]:null,i.firstReleaseYear?[i.originalArtists.nodes.length?`, `:null,String(i.firstReleaseYear),` `,m(i.evidence,`firstReleaseYear`)]:null],evidence:i.evidence}),h([[`Written by`,f(i.writers.edges)],[`Also called`,_(i.aliases.nodes)],[`Elsewhere`,c(`song`,i.identifiers.nodes)]]),g(`From the original to its covers`,null,p.nodes.length?w(p.nodes.map(e=>j(e,i))):s(`No recording of it is known.`,`A source that tells of one, such as MusicBrainz, would bring it.`),u(p.nodes.length,p.totalCount,l)),T.nodes.length?g(`Heard in films`,T.totalCount,d(`Films`,[`Film`,`By`,`On the album`],T.nodes.map(e=>[[o(`film`,e.film),` `,m(e.evidence)],b(e.artists.nodes),S(e.onSoundtrack)]))):null],[l])}}function j(e,n){let r=e.covers.nodes[0],a=e.soundtracks.nodes,s=a.flatMap(({releaseYear:e,primaryFilm:t})=>e??t?.releaseYear??[]),c=e.releaseYear??(e.original?n.firstReleaseYear:null);return{year:c??(s.length?Math.min(...s):null),certain:c!==null,original:e.original,marks:s,what:r?p(i(r.kind)):e.original?`Original`:`Version`,label:[t(`recording`,e.id,e.title===n.title?`Recording`:e.title),e.artists.edges.length?[` by `,l(e.artists.edges)]:null,` `,m(r?r.evidence:e.evidence)],detail:a.length?[`on `,a.map((e,t)=>[t?`, `:null,o(`soundtrack`,e)])]:null}}export{A as song};