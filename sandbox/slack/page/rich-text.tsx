import type { ReactNode } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { formatDate } from './dates.js';
import { emojiOf } from './emoji.js';
import { keyed, Link, Mention } from './text.js';
import { useWorkspace } from './workspace.js';

export function RichText({ block }: { readonly block: Json }) {
  return keyed(asList(block.elements).map(asJson), (element) => <RichElement element={element} />);
}

function RichElement({ element }: { readonly element: Json }): ReactNode {
  const leaves = keyed(asList(element.elements).map(asJson), (leaf) => <Leaf leaf={leaf} />);
  switch (element.type) {
    case 'rich_text_preformatted':
      return <pre>{leaves}</pre>;
    case 'rich_text_quote':
      return <blockquote className="line">{leaves}</blockquote>;
    case 'rich_text_list':
      return <RichList element={element} />;
    default:
      return <div className="line">{leaves}</div>;
  }
}

function RichList({ element }: { readonly element: Json }) {
  const items = keyed(asList(element.elements).map(asJson), (item) => (
    <li>
      <RichElement element={item} />
    </li>
  ));
  const className = `indent-${Number(element.indent ?? 0)}`;
  return element.style === 'ordered' ? <ol className={className}>{items}</ol> : <ul className={className}>{items}</ul>;
}

function Leaf({ leaf }: { readonly leaf: Json }): ReactNode {
  const content = <LeafContent leaf={leaf} />;
  const { bold, italic, strike, code } = asJson(leaf.style);
  let styled = code === true ? <code>{content}</code> : content;
  if (strike === true) styled = <s>{styled}</s>;
  if (italic === true) styled = <em>{styled}</em>;
  return bold === true ? <strong>{styled}</strong> : styled;
}

function LeafContent({ leaf }: { readonly leaf: Json }): ReactNode {
  const shown = useWorkspace();
  switch (leaf.type) {
    case 'link':
      return <Link url={asText(leaf.url)}>{asText(leaf.text) || asText(leaf.url)}</Link>;
    case 'user':
      return <Mention id={asText(leaf.user_id)} sign="@" />;
    case 'channel':
      return <Mention id={asText(leaf.channel_id)} sign="#" />;
    case 'usergroup':
      return <span className="mention">@{shown.groups.find((one) => one.id === leaf.usergroup_id)?.handle}</span>;
    case 'broadcast':
      return <span className="mention mention-loud">@{asText(leaf.range)}</span>;
    case 'emoji':
      return emojiOf(asText(leaf.name));
    case 'date':
      return <time>{formatDate(Number(leaf.timestamp), asText(leaf.format), asText(leaf.fallback))}</time>;
    default:
      return asText(leaf.text);
  }
}
