import { createContext, type ReactNode, use, useEffect, useMemo, useRef, useState } from 'react';
import { asJson, asList, asText } from '../blocks.js';
import type { Chosen, Values } from '../client-types.js';
import type { Json } from '../model.js';
import { api, type Place } from './api.js';
import { Confirm } from './confirm.js';

/** Slack waits until a person stops typing before it tells the app. */
const TYPING_MS = 300;

/** What elements do when they are used, wherever they stand. */
export interface Interaction {
  readonly place: Place;
  readonly values: Values;
  readonly errors: Readonly<Record<string, string>>;
  /** The element whose click is under way. */
  readonly busy: string | null;
  /** Keeps what was entered; tells the bot too, where the block asks for that. */
  readonly choose: (block: Json, element: Json, chosen: Chosen, how?: How) => void;
}

/** Texts are told to the bot only as `dispatch_action_config` says. */
type How = 'chosen' | 'typed' | 'enter';

const Context = createContext<Interaction>({
  place: { viewId: '' },
  values: {},
  errors: {},
  busy: null,
  choose: () => undefined,
});

export function useInteraction(): Interaction {
  return use(Context);
}

/** One name for an element in its place. */
export function slotOf(block: Json, element: Json): string {
  return `${asText(block.block_id)} ${asText(element.action_id)}`;
}

/** @param entered what the person entered here before, as the server keeps it */
export function Interactive(props: {
  readonly person: string;
  readonly place: Place;
  readonly entered?: Values;
  readonly errors?: Readonly<Record<string, string>>;
  readonly onValues?: (values: Values) => void;
  readonly children: ReactNode;
}) {
  const { person, place, entered, errors = NO_ERRORS, onValues } = props;
  const kept = useRef<Values>(entered ?? {});
  const typing = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  const [values, setValues] = useState<Values>(kept.current);
  const [trouble, setTrouble] = useState('');
  const [busy, setBusy] = useState<string | null>(null);
  const [asked, setAsked] = useState<{ readonly confirm: Json; readonly go: () => void } | null>(null);
  useEffect(() => () => clearTimeout(typing.current), []);

  const interaction = useMemo<Interaction>(() => {
    async function tell(block: Json, element: Json, chosen: Chosen) {
      clearTimeout(typing.current);
      const slot = { blockId: asText(block.block_id), actionId: asText(element.action_id) };
      setTrouble('');
      setBusy(slotOf(block, element));
      try {
        const { outcome } = await api.use(person, place, { ...slot, chosen, values: kept.current });
        if (outcome !== 'acked') setTrouble('The app did not answer. Try again.');
      } catch {
        setTrouble('This is no longer up to date.');
      }
      setBusy(null);
    }
    function keep(block: Json, element: Json, chosen: Chosen) {
      kept.current = withValue(kept.current, block, element, chosen);
      setValues(kept.current);
      onValues?.(kept.current);
    }
    function choose(block: Json, element: Json, chosen: Chosen, how: How = 'chosen') {
      const go = () => {
        keep(block, element, chosen);
        if (!isTold(block, element, how)) return;
        clearTimeout(typing.current);
        if (how === 'typed') typing.current = setTimeout(() => void tell(block, element, chosen), TYPING_MS);
        else void tell(block, element, chosen);
      };
      if (element.confirm === undefined) go();
      else setAsked({ confirm: asJson(element.confirm), go });
    }
    return { place, values, errors, busy, choose };
  }, [person, place, values, errors, busy, onValues]);

  return (
    <Context value={interaction}>
      {props.children}
      {trouble !== '' && (
        <p className="trouble" role="alert">
          {trouble}
        </p>
      )}
      {asked !== null && (
        <Confirm
          confirm={asked.confirm}
          onAnswer={(isSure) => {
            setAsked(null);
            if (isSure) asked.go();
          }}
        />
      )}
    </Context>
  );
}

const NO_ERRORS = {};

/** https://docs.slack.dev/reference/block-kit/composition-objects/dispatch-action-configuration-object */
function isTold(block: Json, element: Json, how: How): boolean {
  if (block.type === 'input' && block.dispatch_action !== true) return false;
  if (how === 'chosen') return true;
  const config = asList(asJson(element.dispatch_action_config).trigger_actions_on);
  const on = config.length === 0 ? ['on_enter_pressed'] : config;
  return on.includes(how === 'enter' ? 'on_enter_pressed' : 'on_character_entered');
}

/** Buttons and menus hold nothing. */
function withValue(values: Values, block: Json, element: Json, chosen: Chosen): Values {
  if (element.type === 'button' || element.type === 'overflow') return values;
  const blockId = asText(block.block_id);
  return { ...values, [blockId]: { ...values[blockId], [asText(element.action_id)]: chosen } };
}
