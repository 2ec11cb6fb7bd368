/** The page's style: system fonts, light and dark, fit for paper. */
export const STYLE = `
:root { color-scheme: light dark; --text: #1f2328; --soft: #59636e; --line: #d1d9e0; --ground: #ffffff; --code: #f6f8fa;
  --bad: #b42318; --warn: #8a5a00; --good: #1a7f37; --note: #0a58b5; --mark: #fff1e5; }
@media (prefers-color-scheme: dark) {
  :root { --text: #e6edf3; --soft: #9ba6b2; --line: #3d444d; --ground: #0d1117; --code: #161b22;
    --bad: #ff8577; --warn: #e3b341; --good: #56d364; --note: #79b8ff; --mark: #3a2a14; }
}
* { box-sizing: border-box; }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 60rem; background: var(--ground); color: var(--text);
  font: 16px/1.55 system-ui, -apple-system, "Segoe UI", sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; line-height: 1.3; margin: 0 0 .25rem; }
h2 { font-size: 1.2rem; margin: 2.5rem 0 .75rem; }
h3 { font-size: 1.05rem; margin: 1.75rem 0 .5rem; }
p, ul, ol { margin: .5rem 0; }
ul, ol { padding-left: 1.4rem; }
a { color: var(--note); }
code, pre { font: .875em/1.5 ui-monospace, SFMono-Regular, Menlo, Consolas, monospace; }
code { background: var(--code); border-radius: 4px; padding: .1em .3em; }
pre { background: var(--code); border: 1px solid var(--line); border-radius: 6px; padding: .6rem 0; margin: .75rem 0;
  overflow-x: auto; tab-size: 4; overflow-wrap: normal; }
pre code { display: block; min-width: max-content; background: none; padding: 0 .8rem; }
pre .line { display: block; padding: 0 .8rem; margin: 0 -.8rem; }
pre .marked { background: var(--mark); box-shadow: inset 3px 0 var(--bad); }
pre .number { color: var(--soft); display: inline-block; min-width: 3ch; margin-right: 1.5ch; text-align: right;
  user-select: none; }
table { border-collapse: collapse; width: 100%; margin: .5rem 0; }
th, td { border-bottom: 1px solid var(--line); padding: .35rem .75rem .35rem 0; text-align: left; vertical-align: top; }
th { color: var(--soft); font-weight: 600; font-size: .875rem; }
td:first-child { white-space: nowrap; }
td:first-child, .raised, .clear, .assessable { overflow-wrap: normal; }
.soft { color: var(--soft); }
.verdict { border-left: 4px solid var(--soft); padding: .25rem 0 .25rem 1rem; margin: 1.5rem 0; }
.verdict.failure { border-color: var(--bad); } .verdict.success { border-color: var(--good); }
.verdict.neutral { border-color: var(--warn); }
.verdict strong { font-size: 1.15rem; }
.finding { border: 1px solid var(--line); border-radius: 8px; padding: .75rem 1rem; margin: .75rem 0; }
.finding h4 { margin: 0; font-size: 1rem; font-weight: 600; }
.critical, .high, .raised, .removed { color: var(--bad); } .medium { color: var(--warn); }
.low, .info { color: var(--note); } .clear, .added { color: var(--good); }
.raised { font-weight: 600; }
.item { padding-left: 1rem; }
details { margin-top: .5rem; } summary { cursor: pointer; color: var(--note); }
@media (max-width: 40rem) { body { padding: 1rem .75rem 3rem; } td:first-child { white-space: normal; } }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } .finding, tr { break-inside: avoid; }
  details::details-content { content-visibility: visible; } summary { display: none; }
  pre { white-space: pre-wrap; } pre code { min-width: 0; } h2, h3 { break-after: avoid; } a { color: inherit; } }
`;
