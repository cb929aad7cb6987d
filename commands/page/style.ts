/** Everything that the page looks like, in light and dark. */
export const STYLE = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#59636e;--page:#fff;--line:#d1d9e0;--card:#f6f8fa;
--added:#1a7f37;--added-fill:#dafbe1;--changed:#9a6700;--changed-fill:#fff8c5;--removed:#cf222e;--removed-fill:#ffebe9}
@media(prefers-color-scheme:dark){:root{--text:#f0f6fc;--soft:#9198a1;--page:#0d1117;--line:#3d444d;--card:#151b23;
--added:#3fb950;--added-fill:#12261e;--changed:#d29922;--changed-fill:#272115;--removed:#f85149;--removed-fill:#25171c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:24px 32px 64px;background:var(--page);color:var(--text);
font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:32px 0 12px;border-bottom:1px solid var(--line);padding-bottom:6px}
h3{font-size:15px;margin:20px 0 8px}h2 small{font-weight:400;color:var(--soft)}header p{margin:4px 0;color:var(--soft)}
header .summary{font-size:16px;font-weight:600;color:var(--text);margin-top:12px}
.summary span{font-weight:400;font-size:14px;color:var(--soft);margin-left:12px}
code{font:12px/1.5 ui-monospace,SFMono-Regular,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
td code{display:block}h2 code{font-size:16px}h3 code{font-size:14px}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:8px 0}
th,td{border:1px solid var(--line);padding:6px 10px;text-align:left;vertical-align:top}
thead th{background:var(--card)}table:not(.access) th:nth-child(1){width:96px}
table:not(.access) th:nth-child(2){width:26%}table:not(.access) th:nth-child(3){width:22%}
.access th:first-child{width:168px;font-weight:400}.access tr.changed th{font-weight:600}
.access tr.changed td:last-child{background:var(--changed-fill)}.none{color:var(--soft);font-style:italic}
.warning{border:1px solid var(--changed);border-left-width:6px;border-radius:6px;background:var(--changed-fill);
padding:8px 14px;margin:8px 0}.warning p{margin:0;font-weight:600}.warning ul{margin:4px 0;padding-left:20px}
.fate{font-size:12px;border:1px solid var(--line);border-radius:10px;padding:2px 10px;vertical-align:middle}
.fate.created{color:var(--added);border-color:var(--added)}.fate.deleted{color:var(--removed);border-color:var(--removed)}
.fate.updated,.fate.replaced{color:var(--changed);border-color:var(--changed)}
figure{margin:0;overflow-x:auto}svg{width:100%;min-width:900px;height:auto}
svg text{font-size:12.5px;fill:var(--text)}svg .caption{font-size:11px;fill:var(--soft)}
svg .head{font-size:12px;fill:var(--soft);font-weight:600}
svg rect{fill:var(--card);stroke:var(--line);stroke-width:1.5}svg .edge{fill:none;stroke:var(--soft);stroke-width:1.2}
svg .added rect{fill:var(--added-fill);stroke:var(--added)}
svg .changed rect{fill:var(--changed-fill);stroke:var(--changed)}
svg .removed rect{fill:var(--removed-fill);stroke:var(--removed);stroke-dasharray:5}
.mark{border:1px solid var(--line);border-radius:4px;padding:1px 8px;font-size:12px}
.mark.added{background:var(--added-fill);border-color:var(--added)}
.mark.changed{background:var(--changed-fill);border-color:var(--changed)}
.mark.removed{background:var(--removed-fill);border-color:var(--removed);border-style:dashed}
`;
