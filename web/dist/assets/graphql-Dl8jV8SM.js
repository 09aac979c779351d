import{a as e}from"./rolldown-runtime-BWaJ3C7D.js";import{_ as t,_r as n,c as r,d as i,f as a,g as o,i as s,l as c,m as l,n as u,r as d,s as f,t as p,vr as m}from"./graphiql-DTwsJU13.js";(function(){let e=document.createElement(`link`).relList;if(e&&e.supports&&e.supports(`modulepreload`))return;for(let e of document.querySelectorAll(`link[rel="modulepreload"]`))n(e);new MutationObserver(e=>{for(let t of e)if(t.type===`childList`)for(let e of t.addedNodes)e.tagName===`LINK`&&e.rel===`modulepreload`&&n(e)}).observe(document,{childList:!0,subtree:!0});function t(e){let t={};return e.integrity&&(t.integrity=e.integrity),e.referrerPolicy&&(t.referrerPolicy=e.referrerPolicy),t.credentials=e.crossOrigin===`use-credentials`?`include`:e.crossOrigin===`anonymous`?`omit`:`same-origin`,t}function n(e){if(e.ep)return;e.ep=!0;let n=t(e);fetch(e.href,n)}})();var h=s(),g=e(n(),1);function _(){let e=r(e=>e.theme),{setTheme:t}=c();return(0,g.useEffect)(()=>{let n=matchMedia(`(prefers-color-scheme: dark)`),r=()=>t(e);return n.addEventListener(`change`,r),()=>n.removeEventListener(`change`,r)},[e,t]),null}function v(){let{activeTabIndex:e,tabs:t}=r(({activeTabIndex:e,tabs:t})=>({activeTabIndex:e,tabs:t}));return(0,g.useEffect)(()=>{document.querySelector(`.graphiql-tab-active`)?.scrollIntoView({block:`nearest`,inline:`nearest`})},[e,t.length]),null}function y(){let e=r(e=>e.queryEditor);return(0,g.useEffect)(()=>e?.updateOptions({wordWrap:`on`,wrappingIndent:`indent`}),[e]),null}function b({name:e}){let{queryEditor:t,operations:n}=r(({queryEditor:e,operations:t})=>({queryEditor:e,operations:t})),{setOperationName:i}=c(),a=(0,g.useRef)(!1);return(0,g.useEffect)(()=>{let r=n?.find(({name:t})=>t?.value===e),o=t?.getModel();!a.current&&r?.loc&&o&&(a.current=!0,t.setPosition(o.getPositionAt(r.loc.start)),i(e))},[e,t,n,i]),null}function x({query:e,variables:t,operationName:n}){let r=new URL(location.pathname,location.origin);return r.searchParams.set(`query`,e),t.trim()&&r.searchParams.set(`variables`,t),n&&r.searchParams.set(`operationName`,n),r.href}function S(){let e=new URLSearchParams(location.search),t=e.get(`query`);return t?(history.replaceState(null,``,location.pathname),{query:t,variables:e.get(`variables`)??``,operationName:e.get(`operationName`)}):null}var C=m();function w(){let e=r(({queryEditor:e,variableEditor:t,operationName:n})=>({queryEditor:e,variableEditor:t,operationName:n})),[t,n]=(0,g.useState)(T);async function i(){let t=x({query:e.queryEditor?.getValue()??``,variables:e.variableEditor?.getValue()??``,operationName:e.operationName??null});try{await navigator.clipboard.writeText(t),n(`Link copied`)}catch{history.replaceState(null,``,t),n(`Link is in the address bar`)}setTimeout(()=>n(T),2e3)}return(0,C.jsx)(f,{label:t,onClick:i,children:(0,C.jsx)(E,{})})}var T=`Copy link to this query`;function E(){return(0,C.jsxs)(`svg`,{className:`graphiql-toolbar-icon`,viewBox:`0 0 20 20`,fill:`none`,stroke:`currentColor`,strokeWidth:`1.5`,strokeLinecap:`round`,"aria-hidden":`true`,children:[(0,C.jsx)(`path`,{d:`M8.5 11.5a3.5 3.5 0 0 0 5 0l3-3a3.5 3.5 0 0 0-5-5L10 5`}),(0,C.jsx)(`path`,{d:`M11.5 8.5a3.5 3.5 0 0 0-5 0l-3 3a3.5 3.5 0 0 0 5 5L10 15`})]})}var D=`# 3. Which covers are on listed soundtracks?
# With the song, whose it was, and who plays it there.
query CoversOnListedSoundtracks {
  covers(
    filter: { soundtracks: { some: { listed: { eq: true } } } }
  ) {
    nodes {
      kind
      song {
        title
        originalArtists {
          nodes {
            name
          }
        }
      }
      recording {
        title
        artists {
          nodes {
            name
          }
        }
      }
      soundtracks {
        nodes {
          title
        }
      }
    }
  }
}
`,O=`# 9. Which directors have several, by the documents alone?
# Question 1 with only the credits that the documents state themselves.
query DirectorsByTheDocumentsAlone {
  directors(
    filter: {
      credits: {
        count: {
          where: {
            role: { eq: DIRECTOR }
            evidence: { some: { method: { eq: STATED } } }
            film: {
              soundtracks: {
                some: { listed: { eq: true } }
              }
            }
          }
          gte: 2
        }
      }
    }
    orderBy: [{ name: ASC }]
  ) {
    nodes {
      name
    }
  }
}
`,k=`# 1. Which directors have several listed soundtracks?
# A soundtrack is listed when a list picks it or a reader votes for it.
# The number to begin with is the variable \`min\`.
query DirectorsWithMultipleListedSoundtracks($min: Int! = 2) {
  directors(
    filter: { listedSoundtracks: { count: { gte: $min } } }
    orderBy: [{ listedSoundtrackCount: DESC }, { name: ASC }]
  ) {
    totalCount
    nodes {
      name
      listedSoundtracks {
        totalCount
        nodes {
          title
          primaryFilm {
            title
            releaseYear
          }
        }
      }
    }
  }
}
`,A=`# 10. What is it called again?
# Films, artists, soundtracks, songs, recordings and lists by title, name or alias, misspelled or not.
query FindAnything($query: String! = "vanila sky") {
  search(query: $query, first: 10) {
    totalCount
    edges {
      score
      matched
      node {
        __typename
        ... on Node {
          id
        }
        ... on Film {
          title
          releaseYear
        }
        ... on Artist {
          name
          kind
        }
        ... on Soundtrack {
          title
          label
        }
        ... on Song {
          title
          originalArtists {
            nodes {
              name
            }
          }
        }
        ... on Recording {
          title
          artists {
            nodes {
              name
            }
          }
        }
        ... on List {
          # A list may have no title, and one name cannot be both.
          listTitle: title
          publisher
        }
      }
    }
  }
}
`,j=`# 5. Which songs are in a film and not on its album?
# Only those of which that is known: null would mean unknown.
query InTheFilmNotOnTheAlbum {
  cues(filter: { onSoundtrack: { eq: false } }) {
    nodes {
      film {
        title
      }
      song {
        title
      }
      artists {
        nodes {
          name
        }
      }
    }
  }
}
`,M=`# 6. Which soundtracks have the most votes?
# Readers' votes, from three up.
query MostVotedSoundtracks {
  groupListings(
    by: [SOUNDTRACK]
    filter: { kind: { eq: VOTE } }
    having: { count: { gte: 3 } }
    orderBy: [{ count: DESC }]
  ) {
    nodes {
      key {
        soundtrack {
          title
        }
      }
      count
    }
  }
}
`,N=`# 7. What is known of one film?
# Its directors, albums, tracks and the lists that name them.
query OneFilmEverything {
  film(by: { slug: "vanilla-sky-2001" }) {
    title
    releaseYear
    directors {
      nodes {
        name
      }
    }
    soundtracks {
      nodes {
        title
        tracks {
          nodes {
            position
            title
            recording {
              artists {
                nodes {
                  name
                }
              }
            }
          }
        }
      }
    }
    listings {
      nodes {
        kind
        list {
          title
        }
      }
    }
  }
}
`,P=`# 2. Which soundtracks are on several lists?
# Picked by one list, and picked or voted for in another.
query SoundtracksOnSeveralLists {
  soundtracks(filter: { lists: { count: { gte: 2 } } }) {
    nodes {
      title
      listings {
        nodes {
          kind
          list {
            title
          }
        }
      }
    }
  }
}
`,F=`# 4. Who is covered most?
# Covers, counted by the artists of the original recordings.
query WhoIsCoveredMost {
  groupCovers(
    by: [ORIGINAL_ARTIST]
    orderBy: [{ count: DESC }]
  ) {
    nodes {
      key {
        originalArtist {
          name
        }
      }
      count
    }
  }
}
`;a();var I=/^Variables:\s*(\{.*\})$/i,L=Object.entries(Object.assign({"../../questions/covers-on-listed-soundtracks.graphql":D,"../../questions/directors-by-the-documents-alone.graphql":O,"../../questions/directors-with-multiple-listed-soundtracks.graphql":k,"../../questions/find-anything.graphql":A,"../../questions/in-the-film-not-on-the-album.graphql":j,"../../questions/most-voted-soundtracks.graphql":M,"../../questions/one-film-everything.graphql":N,"../../questions/soundtracks-on-several-lists.graphql":P,"../../questions/who-is-covered-most.graphql":F})).map(([e,t])=>R(e.replace(/^.*\/|\.graphql$/g,``),t.trim())).sort((e,t)=>e.number-t.number||(e.name<t.name?-1:1));function R(e,t){let n=t.match(/^(#.*\n)*/)[0].split(`
`).map(e=>e.replace(/^#\s*/,``)),r=n[0]?.match(/^(\d+)\.\s+(.+)$/),i=n.slice(+!!r).filter(e=>!I.test(e)),a={...B(t),...z(n)};return{name:e,number:r?Number(r[1]):1/0,title:r?.[2]??V(e),description:i.join(` `).trim(),document:t,variables:Object.keys(a).length?JSON.stringify(a,null,2):``}}function z(e){let t=e.map(e=>e.match(I)?.[1]).find(Boolean);return t?JSON.parse(t):{}}function B(e){let n=o(e).definitions.find(e=>e.kind===t.OPERATION_DEFINITION)?.variableDefinitions?.filter(e=>e.defaultValue)??[];return Object.fromEntries(n.map(e=>[e.variable.name.value,l(e.defaultValue)]))}function V(e){let t=e.replaceAll(`-`,` `);return t.charAt(0).toUpperCase()+t.slice(1)}var H={title:`Questions`,icon:W,content:U};function U(){let{addTab:e,changeTab:t}=c(),{tabs:n,activeTabIndex:i,queryEditor:a,variableEditor:o}=r(({tabs:e,activeTabIndex:t,queryEditor:n,variableEditor:r})=>({tabs:e,activeTabIndex:t,queryEditor:n,variableEditor:r})),s=n[i]?.query;function l(r){let i=n.findIndex(e=>e.query===r.document);if(i>=0)return t(i);e(),a?.setValue(r.document),o?.setValue(r.variables)}return(0,C.jsxs)(`section`,{className:`questions`,"aria-label":`Questions`,children:[(0,C.jsx)(`h2`,{children:`Questions`}),(0,C.jsx)(`p`,{children:`Ready to run. Open one, ask it as it stands, then make it yours.`}),(0,C.jsx)(`ol`,{children:L.map(e=>(0,C.jsx)(`li`,{children:(0,C.jsxs)(`button`,{type:`button`,"aria-current":e.document===s,onClick:()=>l(e),children:[(0,C.jsx)(`strong`,{children:e.title}),e.description&&(0,C.jsx)(`span`,{children:e.description}),(0,C.jsx)(`code`,{children:e.name})]})},e.name))})]})}function W(){return(0,C.jsxs)(`svg`,{viewBox:`0 0 24 24`,fill:`none`,stroke:`currentColor`,strokeWidth:`1.5`,strokeLinecap:`round`,strokeLinejoin:`round`,"aria-hidden":`true`,children:[(0,C.jsx)(`path`,{d:`M4 4.75h16v11.5h-8.5L7 20v-3.75H4z`}),(0,C.jsx)(`path`,{d:`M10 8.6a2 2 0 1 1 2.8 1.85c-.5.25-.8.6-.8 1.15M12 13.6v.01`})]})}var G=i({url:`/graphql`,enableIncrementalDelivery:!1}),K=[H,u,d()],q=localStorage.getItem(`graphiql:tabState`)===null,J=innerWidth>700,Y=S(),X=L.map(({document:e,variables:t})=>({query:e,variables:t})),Z=Y?.variables??(q?X[0]?.variables:void 0);(0,h.createRoot)(document.getElementById(`graphiql`)).render((0,C.jsxs)(p,{fetcher:G,plugins:K,visiblePlugin:q&&J?H:void 0,defaultTabs:Y?[Y,...X]:X,initialQuery:Y?.query,initialVariables:Z,showPersistHeadersSettings:!1,children:[(0,C.jsx)(p.Logo,{children:(0,C.jsx)(`a`,{className:`graphiql-logo-link`,href:`/`,children:`needledrop`})}),(0,C.jsx)(p.Toolbar,{children:({prettify:e,merge:t,copy:n})=>(0,C.jsxs)(C.Fragment,{children:[e,t,n,(0,C.jsx)(w,{})]})}),(0,C.jsx)(_,{}),(0,C.jsx)(v,{}),(0,C.jsx)(y,{}),Y?.operationName&&(0,C.jsx)(b,{name:Y.operationName})]}));