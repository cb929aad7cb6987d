import type { Chain, Mark } from '../plan/chain';

const CLASSES: Record<Mark, string> = {
  added: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  changed: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  removed: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4',
  unchanged: 'fill:#f6f8fa,stroke:#57606a,color:#1f2328',
};

/** The chain as a Mermaid flowchart, which GitHub and GitLab draw in Markdown. */
export function mermaid({ nodes, edges }: Chain): string {
  return [
    'flowchart LR',
    ...nodes.map(
      ({ id, title, caption, fate }) => `  ${id}["${mermaidText(title)}<br/>${mermaidText(caption)}"]:::${fate}`,
    ),
    ...edges.map(({ from, to }) => `  ${from} --> ${to}`),
    ...Object.entries(CLASSES).map(([name, style]) => `  classDef ${name} ${style}`),
  ].join('\n');
}

/** Mermaid reads character codes between `#` and `;`, and Markdown's HTML besides. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/_=+@()-]/gu, (character) => `#${character.codePointAt(0)};`);
}
