import type { ReactNode } from 'react';
import { type Part, parseMarkdown, type Span } from './markdown.js';
import { ScrollBox } from './table.js';
import { keyed, Link } from './text.js';

export function Markdown({ text }: { readonly text: string }) {
  return <div className="markdown">{keyed(parseMarkdown(text), partOf)}</div>;
}

function partOf(part: Part): ReactNode {
  switch (part.kind) {
    case 'heading':
      // As deep in the page as a card's own header, however many signs the text has.
      return <h3 className={`markdown-heading ${part.level > 2 ? 'is-small' : ''}`}>{spansOf(part.of)}</h3>;
    case 'quote':
      return <blockquote className="line">{spansOf(part.of)}</blockquote>;
    case 'list':
      return <List part={part} />;
    case 'code':
      return <pre>{part.text}</pre>;
    case 'table':
      return <MarkdownTable rows={part.rows} />;
    case 'rule':
      return <hr />;
    case 'line':
      return <div className="line">{spansOf(part.of)}</div>;
  }
}

function List({ part }: { readonly part: Extract<Part, { kind: 'list' }> }) {
  const items = keyed(part.items, (item) => <li>{spansOf(item)}</li>);
  return part.isOrdered ? <ol>{items}</ol> : <ul>{items}</ul>;
}

function MarkdownTable({ rows: [head = [], ...rows] }: { readonly rows: Extract<Part, { kind: 'table' }>['rows'] }) {
  return (
    <ScrollBox label="Table">
      <table>
        <thead>
          <tr>
            {keyed(head, (cell) => (
              <th scope="col">{spansOf(cell)}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(rows, (row) => (
            <tr>
              {keyed(row, (cell) => (
                <td>{spansOf(cell)}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </ScrollBox>
  );
}

function spansOf(spans: readonly Span[]): ReactNode {
  return keyed(spans, spanOf);
}

function spanOf(span: Span): ReactNode {
  switch (span.kind) {
    case 'text':
      return span.text;
    case 'code':
      return <code>{span.text}</code>;
    case 'bold':
      return <strong>{spansOf(span.of)}</strong>;
    case 'italic':
      return <em>{spansOf(span.of)}</em>;
    case 'strike':
      return <s>{spansOf(span.of)}</s>;
    case 'link':
      return <Link url={span.url}>{span.text}</Link>;
  }
}
