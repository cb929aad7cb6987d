/** A part of a document that is written from the code, between two lines that stay. */
export interface Section {
  /** Path of the document, for messages. */
  file: string;
  /** What the lines around the part are called. */
  name: string;
  content: string;
}

/**
 * A document with the current content of a section.
 *
 * @throws Error when the lines around it are missing.
 */
export function withSection(document: string, { file, name, content }: Section): string {
  const [first, last] = [`<!-- ${name}:begin -->`, `<!-- ${name}:end -->`];
  const [begin, end] = [document.indexOf(first), document.indexOf(last)];
  if (begin < 0 || end < begin) {
    throw new Error(`${file} must have the lines ${first} and ${last}, in this order`);
  }
  return `${document.slice(0, begin)}${first}\n\n${content}\n\n${document.slice(end)}`;
}

/** A table of texts that hold Markdown themselves. */
export function markdownTable(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
