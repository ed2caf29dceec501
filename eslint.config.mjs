// Checks the scripts that browsers get, as they are: nothing translates them on the way.
// docs/trinh-duyet.md says the same in words.
import compat from "eslint-plugin-compat";

// A paper opens in every browser of the last eight years that has what it needs.
const TAKE_PAPERS = [
  "chrome >= 70",
  "edge >= 79",
  "firefox >= 63",
  "safari >= 12",
  "ios_saf >= 12",
  "samsung >= 8.2",
  "opera >= 57",
];
// Pages around the paper work without their scripts, or are of organisers and halls.
const OTHERS = ["chrome >= 103", "edge >= 103", "firefox >= 102", "safari >= 16", "ios_saf >= 16"];
// Where a browser lacks these, our scripts go on without them.
const DISPENSABLE = ["AbortController"];

// The plugin sees no methods of elements and lists; these came after the oldest of TAKE_PAPERS.
const LATER = "replaceChildren toggleAttribute replaceAll at flat flatMap matchAll fromEntries allSettled any checkVisibility randomUUID requestSubmit"
  .split(" ")
  .map((property) => ({ property, message: "Browsers that docs/trinh-duyet.md names have no such method." }));

const RULES = {
  "compat/compat": "error",
  "no-undef": "error",
  "no-unused-vars": ["error", { caughtErrors: "none", argsIgnorePattern: "^_" }],
  "no-const-assign": "error",
  "prefer-const": "error",
  eqeqeq: "error",
};
const names =
  "window document location history navigator performance localStorage matchMedia addEventListener scrollTo fetch " +
  "setTimeout clearTimeout setInterval clearInterval WebSocket BroadcastChannel AbortController AbortSignal FormData DOMParser " +
  "URL URLSearchParams HTMLElement IntersectionObserver Promise Map Set Event CustomEvent requestAnimationFrame " +
  "getComputedStyle crypto console Intl self confirm print screen Notification atob";
const globals = Object.fromEntries(names.split(" ").map((name) => [name, "readonly"]));

const OF_WORKERS = { caches: "readonly", Request: "readonly", Response: "readonly" };

const PAPER = [
  "contests/static/contests/{paper,desk,answers,outbox,countdown,device,hand-in,other-tabs,paper-map,sheet,shortcuts,start,typing,waiting}.js",
  "contests/static/contests/kinds/*.js",
  "contests/static/contests/works/*.js",
  "quizsite/static/reconnect.js",
];

export default [
  { ignores: ["node_modules/**", "var/**", ".venv/**", "**/vendor/**"] },
  {
    files: ["*/static/**/*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "module", globals },
    plugins: { compat },
    rules: RULES,
    settings: { browsers: OTHERS },
  },
  {
    files: PAPER,
    languageOptions: { ecmaVersion: 2017, sourceType: "module", globals },
    rules: { "no-restricted-properties": ["error", ...LATER] },
    settings: { browsers: TAKE_PAPERS, polyfills: DISPENSABLE },
  },
  {
    // Every page has the second, the paper's as well.
    files: ["contests/static/contests/old-browser.js", "quizsite/static/site/appearance.js"],
    languageOptions: { ecmaVersion: 5, sourceType: "script", globals },
    settings: { browsers: TAKE_PAPERS },
  },
  {
    files: ["quizsite/static/site/service-worker*.js"],
    languageOptions: { ecmaVersion: 2022, sourceType: "script", globals: { ...globals, ...OF_WORKERS } },
  },
];
