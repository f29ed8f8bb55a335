import { type ReactNode, useId } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { Element } from './elements.js';
import { Image } from './image.js';
import { useInteraction } from './interaction.js';
import { Markdown } from './markdown-view.js';
import { RichText } from './rich-text.js';
import { Table } from './table.js';
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
      return <Image image={block} />;
    case 'markdown':
      return <Markdown text={asText(block.text)} />;
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
        <span>{element.type === 'image' ? <Image image={element} isSmall /> : <TextObject value={element} />}</span>
      ))}
    </div>
  );
}

function Input({ block }: { readonly block: Json }) {
  const { errors } = useInteraction();
  const id = useId();
  const error = errors[asText(block.block_id)];
  const hint = labelOf(block.hint);
  const described = [hint === '' ? '' : `${id}-hint`, error === undefined ? '' : `${id}-error`].filter(Boolean);
  return (
    <div className={`input ${error === undefined ? '' : 'is-wrong'}`}>
      <div className="label" id={id}>
        {labelOf(block.label)} {block.optional === true && <small>(optional)</small>}
      </div>
      <Element
        block={block}
        element={asJson(block.element)}
        labelledBy={id}
        describedBy={described.length === 0 ? undefined : described.join(' ')}
        isWrong={error !== undefined}
      />
      {error !== undefined && (
        <p className="error" id={`${id}-error`}>
          {error}
        </p>
      )}
      {hint !== '' && (
        <small className="hint" id={`${id}-hint`}>
          {hint}
        </small>
      )}
    </div>
  );
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
