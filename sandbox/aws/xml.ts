/** A value of an answer: a list becomes `<member>` elements, what is undefined is left out. */
export type XmlValue = string | number | boolean | undefined | XmlValue[] | { [name: string]: XmlValue };

export function writeXml(name: string, value: XmlValue, attributes = ''): string {
  if (value === undefined) return '';
  return `<${name}${attributes}>${content(value)}</${name}>`;
}

function content(value: Exclude<XmlValue, undefined>): string {
  if (Array.isArray(value)) return value.map((item) => writeXml('member', item)).join('');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, child]) => writeXml(name, child))
      .join('');
  }
  return escapeText(String(value));
}

function escapeText(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll('\r', '&#xD;');
}

/** An element of a document that was read: attributes are dropped, text is what stands between its tags. */
export interface XmlNode {
  name: string;
  text: string;
  children: XmlNode[];
}

/**
 * Reads the XML of a query-protocol answer, which has neither mixed content nor CDATA.
 *
 * @throws SyntaxError when the tags do not match.
 */
export function readXml(text: string): XmlNode {
  const document: XmlNode = { name: '', text: '', children: [] };
  const open = [document];
  for (const [token, slash, name, selfClosing] of text.matchAll(/<(\/?)([\w.:-]+)[^>]*?(\/?)>|<[?!][^>]*>|[^<]+/g)) {
    const current = open[open.length - 1] as XmlNode;
    if (name === undefined) {
      if (!token.startsWith('<')) current.text += unescapeText(token);
    } else if (slash) {
      if (current.name !== name) throw new SyntaxError(`XML closes <${name}> where <${current.name}> is open`);
      open.pop();
    } else {
      const node: XmlNode = { name, text: '', children: [] };
      current.children.push(node);
      if (!selfClosing) open.push(node);
    }
  }
  const [root] = document.children;
  if (open.length !== 1 || !root) throw new SyntaxError('XML ends before its root element does');
  return root;
}

const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function unescapeText(text: string): string {
  return text.replaceAll(/&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name] ?? whole;
    return String.fromCodePoint(Number.parseInt(hex ?? decimal, hex ? 16 : 10));
  });
}

/** The element at a path below a node, by names. */
export function findXml(node: XmlNode | undefined, ...path: string[]): XmlNode | undefined {
  return path.reduce((at, name) => at?.children.find((child) => child.name === name), node);
}

/** Text of the element at a path, or nothing when it is not there. */
export function xmlText(node: XmlNode | undefined, ...path: string[]): string | undefined {
  return findXml(node, ...path)?.text;
}

/** The `<member>` elements of the list at a path. */
export function xmlMembers(node: XmlNode | undefined, ...path: string[]): XmlNode[] {
  return findXml(node, ...path)?.children.filter((child) => child.name === 'member') ?? [];
}
