import { type ReactNode, useId } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { Element } from './elements.js';
import { useInteraction } from './interaction.js';
import { RichText } from './rich-text.js';
import { keyed, labelOf, TextObject } from './text.js';

export function Blocks({ blocks }: { readonly blocks: readonly unknown[] }) {
  return (
    <div className="blocks">
      {blocks.map(asJson).map((block) => (
        <Block key={asText(block.block_id)} block={block} />
      ))}
    </div>
  );
}

function Block({ block }: { readonly block: Json }): ReactNode {
  switch (block.type) {
    case 'header':
      return <h3 className="block-header">{labelOf(block.text)}</h3>;
    case 'divider':
      return <hr />;
    case 'section':
      return <Section block={block} />;
    case 'context':
      return <Context block={block} />;
    case 'actions':
      return (
        <div className="actions">
          {keyed(asList(block.elements).map(asJson), (element) => (
            <Element block={block} element={element} />
          ))}
        </div>
      );
    case 'input':
      return <Input block={block} />;
    case 'rich_text':
      return <RichText block={block} />;
    default:
      return <OtherBlock block={block} />;
  }
}

function OtherBlock({ block }: { readonly block: Json }): ReactNode {
  switch (block.type) {
    case 'table':
    case 'data_table':
      return <Table block={block} />;
    case 'image':
      return <span className="image-alt">🖼 {asText(block.alt_text)}</span>;
    case 'markdown':
      return <div className="line plain">{asText(block.text)}</div>;
    case 'alert':
      return (
        <div className={`alert alert-${asText(block.level) || 'default'}`} role="note">
          <TextObject value={block.text} />
        </div>
      );
    case 'plan':
      return <Plan block={block} />;
    case 'task_card':
      return <TaskCard card={block} />;
    default:
      return null;
  }
}

function Section({ block }: { readonly block: Json }) {
  const fields = asList(block.fields);
  return (
    <div className="section">
      <div className="section-text">
        {block.text !== undefined && <TextObject value={block.text} />}
        {fields.length > 0 && (
          <div className="fields">
            {keyed(fields, (field) => (
              <div>
                <TextObject value={field} />
              </div>
            ))}
          </div>
        )}
      </div>
      {block.accessory !== undefined && (
        <div className="accessory">
          <Element block={block} element={asJson(block.accessory)} />
        </div>
      )}
    </div>
  );
}

function Context({ block }: { readonly block: Json }) {
  return (
    <div className="context">
      {keyed(asList(block.elements).map(asJson), (element) => (
        <span>{element.type === 'image' ? asText(element.alt_text) : <TextObject value={element} />}</span>
      ))}
    </div>
  );
}

function Input({ block }: { readonly block: Json }) {
  const { errors } = useInteraction();
  const id = useId();
  const error = errors[asText(block.block_id)];
  return (
    <div className="input">
      <div className="label" id={id}>
        {labelOf(block.label)} {block.optional === true && <small>(optional)</small>}
      </div>
      <Element block={block} element={asJson(block.element)} labelledBy={id} />
      {block.hint !== undefined && <small className="hint">{labelOf(block.hint)}</small>}
      {error !== undefined && (
        <p className="error" role="alert">
          {error}
        </p>
      )}
    </div>
  );
}

/** The first row names the columns. */
function Table({ block }: { readonly block: Json }) {
  const [head = [], ...rows] = asList(block.rows).map(asList);
  const columns = asList(block.column_settings).map(asJson);
  const align = (index: number) => `align-${asText(columns[index]?.align) || 'left'}`;
  return (
    <div className="table">
      <table>
        {block.caption !== undefined && <caption>{asText(block.caption)}</caption>}
        <thead>
          <tr>
            {keyed(head, (cell, index) => (
              <th scope="col" className={align(index)}>
                <Cell cell={asJson(cell)} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {keyed(rows, (row) => (
            <tr>
              {keyed(row, (cell, index) => (
                <td className={align(index)}>
                  <Cell cell={asJson(cell)} />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Cell({ cell }: { readonly cell: Json }): ReactNode {
  return cell.type === 'rich_text' ? <RichText block={cell} /> : asText(cell.text);
}

const STEP: Readonly<Record<string, string>> = { pending: '○', in_progress: '◐', complete: '●', error: '✕' };

function Plan({ block }: { readonly block: Json }) {
  return (
    <div className="plan">
      <strong>{asText(block.title)}</strong>
      {keyed(asList(block.tasks).map(asJson), (task) => (
        <TaskCard card={task} />
      ))}
    </div>
  );
}

function TaskCard({ card }: { readonly card: Json }) {
  const status = asText(card.status);
  return (
    <div className={`task task-${status}`}>
      <span role="img" aria-label={status.replace('_', ' ')}>
        {STEP[status]}
      </span>
      <div>
        {asText(card.title)}
        {card.details !== undefined && <RichText block={asJson(card.details)} />}
        {card.output !== undefined && <RichText block={asJson(card.output)} />}
      </div>
    </div>
  );
}
