// Texts that run a script where a page takes them for HTML, a link or a template; each would call `ran()`.

const ELEMENTS = [
  "<script>ran()</script>",
  "<script src=data:text/javascript,ran()></script>",
  "<img src=x onerror=ran()>",
  '<img src="x" onerror="ran()" alt="',
  "<svg onload=ran()>",
  "<svg><script>ran()</script></svg>",
  '<svg><a xlink:href="javascript:ran()"><text>x</text></a></svg>',
  "<svg><animate onbegin=ran() attributeName=x dur=1s>",
  "<body onload=ran()>",
  "<iframe src=javascript:ran()></iframe>",
  '<iframe srcdoc="<script>parent.ran()</script>"></iframe>',
  "<details open ontoggle=ran()>x</details>",
  "<video src=x onerror=ran()></video>",
  "<audio src=x onerror=ran()></audio>",
  "<input autofocus onfocus=ran()>",
  "<textarea autofocus onfocus=ran()>",
  "<select autofocus onfocus=ran()></select>",
  "<object data=javascript:ran()></object>",
  "<embed src=javascript:ran()>",
  '<a href="javascript:ran()">x</a>',
  "<form action=javascript:ran()><button>x</button></form>",
  "<button formaction=javascript:ran()>x</button>",
  '<meta http-equiv=refresh content="0;url=javascript:ran()">',
  "<base href=javascript:ran()//>",
  '<link rel=stylesheet href="data:text/css,*{display:none}">',
  "<style>*{display:none}</style>",
  "<math><mtext><img src=x onerror=ran()></mtext></math>",
  "<template><img src=x onerror=ran()></template>",
] as const;

/** What closes the place that the text may have been put into. */
const BEFORE = ["", '">', "'>", "</title>", "</textarea>", "</script>"] as const;

const OTHERS = [
  "javascript:ran()",
  "JaVaScRiPt:ran()",
  "java\\tscript:ran()",
  "data:text/html,<script>ran()</script>",
  "vbscript:ran()",
  "{{constructor.constructor('ran()')()}}",
  "$" + "{ran()}",
  "#{ran()}",
  "<%= ran() %>",
  "{{{ran()}}}",
  "';ran();//",
  '";ran();//',
  "`;ran();//",
  "\\u003cimg src=x onerror=ran()\\u003e",
  "&lt;img src=x onerror=ran()&gt;",
  "&#60;img src=x onerror=ran()&#62;",
  "%3Cimg%20src=x%20onerror=ran()%3E",
  "<IMG SRC=x OnErRoR=ran()>",
  "<img/src=x/onerror=ran()>",
  "<<img src=x onerror=ran()>>",
  "<img src=x onerror=ran()//",
  "<!--<img src=x onerror=ran()>-->",
  "<![CDATA[<img src=x onerror=ran()>]]>",
  "<?xml version='1.0'?><x onclick=ran()/>",
  '{"__html":"<img src=x onerror=ran()>"}',
  "__proto__",
  "constructor",
  "＜img src=x onerror=ran()＞",
  "--><img src=x onerror=ran()>",
  "]]><img src=x onerror=ran()>",
  "</div></main></body></html><h1>x</h1>",
  "<x onmouseover=ran() style=position:fixed;inset:0>x",
] as const;

/** In Markdown, which comments are written in. */
export const HOSTILE_MARKDOWN = [
  "[x](javascript:ran())",
  "[x](JaVaScRiPt:ran())",
  "[x](data:text/html,<script>ran()</script>)",
  "[x](vbscript:ran())",
  "![x](javascript:ran())",
  "![x](https://elsewhere.example/x.png)",
  '![x](x "onerror=ran()")',
  "<javascript:ran()>",
  "[x]: javascript:ran()\n\n[x]",
  "```html\n<img src=x onerror=ran()>\n```",
  "`<img src=x onerror=ran()>`",
  "> <script>ran()</script>",
] as const;

/** 200: as many as one delivery may hold. */
export const HOSTILE: readonly string[] = [
  ...BEFORE.flatMap((before) => ELEMENTS.map((element) => `${before}${element}`)),
  ...OTHERS,
];
