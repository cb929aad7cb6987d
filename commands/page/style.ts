/** Everything that the page looks like, in light and dark, wide and narrow. */
export const STYLE = `
:root{color-scheme:light dark;--text:#1f2328;--soft:#59636e;--page:#fff;--line:#d1d9e0;--card:#f6f8fa;
--added:#1a7f37;--added-fill:#dafbe1;--changed:#9a6700;--changed-fill:#fff8c5;--removed:#cf222e;--removed-fill:#ffebe9}
@media(prefers-color-scheme:dark){:root{--text:#f0f6fc;--soft:#9198a1;--page:#0d1117;--line:#3d444d;--card:#151b23;
--added:#3fb950;--added-fill:#12261e;--changed:#d29922;--changed-fill:#272115;--removed:#f85149;--removed-fill:#25171c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:1280px;padding:24px 32px 64px;background:var(--page);color:var(--text);
font:14px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"DejaVu Sans",sans-serif}
h1{font-size:24px;margin:0}h2{font-size:18px;margin:32px 0 12px;border-bottom:1px solid var(--line);padding-bottom:6px}
h3{font-size:15px;margin:20px 0 8px}small{font-weight:400;color:var(--soft)}header p{margin:4px 0;color:var(--soft)}
header .summary{font-size:16px;font-weight:600;color:var(--text);margin-top:12px}
code{font:12px/1.5 ui-monospace,SFMono-Regular,"DejaVu Sans Mono",monospace;overflow-wrap:anywhere}
td code{display:block}h2 code{font-size:16px}h3 code{font-size:14px}
table{width:100%;border-collapse:collapse;table-layout:fixed;margin:8px 0}
th,td{border:1px solid var(--line);padding:6px 10px;text-align:left;vertical-align:top;overflow-wrap:anywhere}
thead th{background:var(--card)}.changes th:nth-child(1){width:96px}
.changes th:nth-child(2){width:28%}.changes th:nth-child(3){width:22%}
.changes .created td:nth-child(3),.changes .imported td:nth-child(3){color:var(--added)}
.changes .deleted td:nth-child(3){color:var(--removed)}
.access th:first-child{width:168px;font-weight:400}.access tr.changed th{font-weight:600}
.access tr.changed td:last-child{background:var(--changed-fill)}.none{color:var(--soft);font-style:italic}
.warning{border:1px solid var(--changed);border-left-width:6px;border-radius:6px;background:var(--changed-fill);
padding:8px 14px;margin:8px 0}.warning p,.warning summary{margin:0;padding:0;font-weight:600}.warning ul{margin:4px 0;padding-left:20px}
.warning.acknowledged{border-color:var(--line);background:var(--card)}.warning .reason{font-weight:400}
.fate{font-size:12px;border:1px solid var(--line);border-radius:10px;padding:2px 10px;vertical-align:middle}
.fate.created,.fate.imported{color:var(--added);border-color:var(--added)}
.fate.deleted{color:var(--removed);border-color:var(--removed)}
.fate.updated,.fate.replaced,.fate.repaired,.fate.moved{color:var(--changed);border-color:var(--changed)}
summary{cursor:pointer;padding:4px 0}
.band h3{display:flex;flex-wrap:wrap;align-items:center;gap:8px}.via{font-weight:400;color:var(--soft)}
.row{display:grid;grid-template-columns:minmax(0,1.2fr) minmax(0,1.2fr) 36px minmax(0,1fr);align-items:center;margin:8px 0}
.line{display:grid;grid-template-columns:minmax(0,1fr) 36px;align-items:center;margin:3px 0}
.row i{height:0;margin:0 5px 0 3px;border-top:1.5px solid var(--soft);position:relative}
.row i::after{content:"";position:absolute;right:-2px;top:-5px;border:4px solid transparent;border-left:6px solid var(--soft);border-right:0}
.row>.box{align-self:stretch;display:flex;flex-direction:column;justify-content:center;margin:3px 0}
.to{display:grid;gap:6px}.row:has(.to:empty) i:nth-of-type(1):not(.line i){visibility:hidden}
.box{border:1.5px solid var(--line);border-radius:6px;background:var(--card);padding:4px 10px;overflow-wrap:anywhere}
.box b{font-weight:500;display:block}.box small{display:block;font-size:11px}
.box.added,.mark.added{background:var(--added-fill);border-color:var(--added)}
.box.changed,.mark.changed{background:var(--changed-fill);border-color:var(--changed)}
.box.removed,.mark.removed{background:var(--removed-fill);border-color:var(--removed);border-style:dashed}
.mark{border:1px solid var(--line);border-radius:4px;padding:1px 8px;font-size:12px}
@media(max-width:720px){body{padding:16px}
.row{grid-template-columns:minmax(0,1fr);margin:12px 0;border-left:2px solid var(--line);padding-left:10px}
.row>.box{margin-left:16px}.to{margin:4px 0 0 32px}.row>i,.line i{display:none}.line{grid-template-columns:minmax(0,1fr)}
.changes,.changes tbody,.changes tr,.changes td{display:block;width:100%}.changes thead{display:none}
.changes tr{border:1px solid var(--line);margin:8px 0}.changes td{border:0;padding:3px 10px}.changes td:empty{display:none}
.changes td:nth-child(1){color:var(--soft);font-size:12px}.access th:first-child{width:30%}}
`;
