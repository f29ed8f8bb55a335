import { type KeyboardEvent, useEffect, useId, useRef, useState } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Json } from '../model.js';
import { api } from './api.js';
import { type ElementProps, namesOf, useChosen } from './elements.js';
import { useInteraction } from './interaction.js';
import { Listbox, moved, optionId } from './listbox.js';
import { labelOf } from './text.js';
import { useWorkspace } from './workspace.js';

const ASK_AFTER_MS = 200;
/** Slack's own, where the element does not say. */
const QUERY_FROM = 3;

interface Found {
  readonly state: 'idle' | 'asking' | 'done' | 'failed';
  readonly options: readonly { readonly value: string; readonly label: string; readonly group: string }[];
}
const IDLE: Found = { state: 'idle', options: [] };

/** A select whose options the bot suggests as one types; of one or of several. */
export function ExternalSelect(props: ElementProps) {
  const { element } = props;
  const [chosen, choose] = useChosen(props);
  const [typed, setTyped] = useState<string | null>(null);
  const [active, setActive] = useState(0);
  const labels = useRef(new Map(initialLabels(element)));
  const id = useId();
  const isMulti = element.type === 'multi_external_select';
  const selected = chosen === null ? [] : [chosen].flat();
  const found = useSuggestions(props, typed);
  const isOpen = typed !== null && found.state !== 'idle';
  const picker = useRef<HTMLDivElement>(null);
  const count = found.options.length;
  useEffect(() => {
    // What opens below the field may lie below the form's edge.
    if (isOpen && count >= 0) picker.current?.querySelector('.popup')?.scrollIntoView({ block: 'nearest' });
  }, [isOpen, count]);
  const labelOfValue = (value: string) => labels.current.get(value) ?? value;

  function open() {
    setTyped((before) => before ?? (isMulti || selected.length === 0 ? '' : null));
  }

  function pick(index: number) {
    const option = found.options[index];
    if (option === undefined) return;
    labels.current.set(option.value, option.label);
    choose(isMulti ? toggled(selected, option.value) : option.value);
    setTyped(isMulti ? '' : null);
  }

  function actOf(key: string): (() => void) | null {
    if (key === 'Backspace' && typed === '' && isMulti) return () => choose(selected.slice(0, -1));
    if (!isOpen) return null;
    const next = moved(key, active, found.options.length);
    if (next !== null) return () => setActive(next);
    if (key === 'Enter') return () => pick(active);
    return key === 'Escape' ? () => setTyped(null) : null;
  }

  function onKey(event: KeyboardEvent) {
    const act = typed === null && event.key === 'ArrowDown' ? open : actOf(event.key);
    if (act === null) return;
    event.preventDefault();
    event.stopPropagation();
    act();
  }

  const single = isMulti ? '' : selected.map(labelOfValue).join('');
  return (
    <div ref={picker} className="picker">
      {isMulti && (
        <Chips values={selected} labelOf={labelOfValue} onRemove={(value) => choose(without(selected, value))} />
      )}
      <input
        type="text"
        role="combobox"
        className="field"
        autoComplete="off"
        {...namesOf(props, labelOf(element.placeholder) || 'Search')}
        aria-autocomplete="list"
        aria-expanded={isOpen}
        aria-controls={id}
        aria-activedescendant={isOpen && found.options.length > 0 ? optionId(id, active) : undefined}
        placeholder={labelOf(element.placeholder) || 'Type to search'}
        value={typed ?? single}
        onChange={(event) => {
          setTyped(event.target.value);
          setActive(0);
          if (!isMulti && event.target.value === '') choose(null);
        }}
        // Not the focus alone: it comes by itself when a form opens, and the list would hide what is below.
        onClick={open}
        onBlur={() => setTyped(null)}
        onKeyDown={onKey}
      />
      {isOpen && (
        <Listbox
          id={id}
          label="Suggestions"
          active={active}
          onPick={pick}
          options={found.options.map((option) => ({
            key: `${option.group} ${option.value}`,
            group: option.group,
            isSelected: selected.includes(option.value),
            content: option.label,
          }))}
          footer={noteOf(found)}
        />
      )}
      <span className="visually-hidden" role="status">
        {isOpen ? (noteOf(found) ?? `${found.options.length} suggestions`) : ''}
      </span>
    </div>
  );
}

function Chips(props: {
  readonly values: readonly string[];
  readonly labelOf: (value: string) => string;
  readonly onRemove: (value: string) => void;
}) {
  if (props.values.length === 0) return null;
  return (
    <ul className="chips" aria-label="Selected">
      {props.values.map((value) => (
        <li key={value}>
          <button
            type="button"
            className="chip"
            aria-label={`Remove ${props.labelOf(value)}`}
            onClick={() => props.onRemove(value)}
          >
            {props.labelOf(value)} <span aria-hidden="true">✕</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Asks the bot when the person stops typing; a late answer to an older question is dropped. */
function useSuggestions({ block, element }: ElementProps, typed: string | null): Found {
  const { me } = useWorkspace();
  const { place, values } = useInteraction();
  const [found, setFound] = useState<Found>(IDLE);
  const from = Number(element.min_query_length ?? QUERY_FROM);
  const entered = useRef(values);
  entered.current = values;
  const blockId = asText(block.block_id);
  const actionId = asText(element.action_id);
  useEffect(() => {
    if (typed === null || typed.length < from) return setFound(IDLE);
    let isOver = false;
    setFound((before) => ({ ...before, state: 'asking' }));
    const timer = setTimeout(async () => {
      const next = await ask(me.id, place, { blockId, actionId, typed, values: entered.current });
      if (!isOver) setFound(next);
    }, ASK_AFTER_MS);
    return () => {
      isOver = true;
      clearTimeout(timer);
    };
  }, [me.id, place, blockId, actionId, typed, from]);
  return found;
}

async function ask(...order: Parameters<typeof api.suggest>): Promise<Found> {
  try {
    const { outcome, groups = [] } = await api.suggest(...order);
    if (outcome !== 'acked') return { state: 'failed', options: [] };
    const options = groups.flatMap((group) =>
      group.options.map(asJson).map((option) => ({
        value: asText(option.value),
        label: labelOf(option.text),
        group: group.label ?? '',
      })),
    );
    return { state: 'done', options };
  } catch {
    return { state: 'failed', options: [] };
  }
}

function noteOf({ state, options }: Found): string | undefined {
  if (state === 'failed') return 'The app did not answer.';
  if (state === 'asking') return options.length === 0 ? 'Searching…' : undefined;
  return options.length === 0 ? 'Nothing matches.' : undefined;
}

function initialLabels(element: Json): readonly (readonly [string, string])[] {
  return [...asList(element.initial_options), element.initial_option, ...asList(element.options)]
    .map(asJson)
    .map((option) => [asText(option.value), labelOf(option.text)] as const);
}

function toggled(values: readonly string[], value: string): readonly string[] {
  return values.includes(value) ? without(values, value) : [...values, value];
}

function without(values: readonly string[], value: string): readonly string[] {
  return values.filter((one) => one !== value);
}
