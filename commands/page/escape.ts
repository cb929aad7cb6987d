/** Text for the inside of HTML elements and quoted attributes. */
export function escapeHtml(text: string): string {
  const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Text for Markdown, also inside of tables: nothing in it formats, links, mentions or ends a cell. */
export function escapeMarkdown(text: string): string {
  return escapeHtml(text)
    .replace(/[\\`*_{}[\]()#!|~]/g, (character) => `&#${character.charCodeAt(0)};`)
    .replaceAll('@', '&#64;')
    .replace(/\b(https?):\/\//g, '$1:&#47;&#47;')
    .replace(/\s*\n\s*/g, ' ');
}

/** The same as code. HTML, because Markdown's own code cannot hold every character inside of a table. */
export function codeMarkdown(text: string): string {
  return `<code>${escapeMarkdown(text)}</code>`;
}
