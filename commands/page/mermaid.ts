import type { Band, Box, Mark } from '../plan/picture';

const CLASSES: Record<Mark, string> = {
  added: 'fill:#dafbe1,stroke:#1a7f37,color:#1f2328',
  changed: 'fill:#fff8c5,stroke:#9a6700,color:#1f2328',
  removed: 'fill:#ffebe9,stroke:#cf222e,color:#1f2328,stroke-dasharray:4',
  unchanged: 'fill:#f6f8fa,stroke:#57606a,color:#1f2328',
};

/** The picture as a Mermaid flowchart, which GitHub and GitLab draw in Markdown. */
export function mermaid(bands: Band[]): string {
  let count = 0;
  const lines = bands.flatMap(({ account, provider, rows }, band) => {
    const box = ({ title, caption, mark }: Box): [string, string] => {
      const id = `n${count++}`;
      return [id, `    ${id}["${mermaidText(title)}${caption && `<br/>${mermaidText(caption)}`}"]:::${mark}`];
    };
    const through = provider
      ? ` through ${provider.title}${provider.mark === 'unchanged' ? '' : ` (${provider.mark})`}`
      : '';
    const inside = rows.flatMap(({ connections, role, policies }) => {
      const [roleId, roleLine] = box(role);
      const from = connections.map(box).flatMap(([id, line]) => [line, `    ${id} --> ${roleId}`]);
      const to = policies.map(box).flatMap(([id, line]) => [line, `    ${roleId} --> ${id}`]);
      return [roleLine, ...from, ...to];
    });
    return [`  subgraph a${band}["${mermaidText(`account ${account}${through}`)}"]`, ...inside, '  end'];
  });
  const styles = Object.entries(CLASSES).map(([name, style]) => `  classDef ${name} ${style}`);
  return ['flowchart LR', ...lines, ...styles].join('\n');
}

/** Mermaid reads character codes between `#` and `;`, and Markdown's HTML besides. */
function mermaidText(text: string): string {
  return text.replace(/[^\p{L}\p{N} .,:/_=+@()-]/gu, (character) => `#${character.codePointAt(0)};`);
}
