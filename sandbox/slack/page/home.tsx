import { useEffect, useMemo } from 'react';
import { asList } from '../blocks.js';
import type { ShownView } from '../client-types.js';
import { api } from './api.js';
import { Blocks } from './blocks-view.js';
import { Interactive } from './interaction.js';
import { useWorkspace } from './workspace.js';

/** The bot's Home tab; opening it tells the bot. */
export function Home({ home }: { readonly home: ShownView | null }) {
  const { me, bot } = useWorkspace();
  useEffect(() => {
    void api.home(me.id, 'home');
  }, [me.id]);
  const id = home?.id ?? '';
  const place = useMemo(() => ({ viewId: id }), [id]);
  return (
    <section id="messages" className="home" aria-label={`${bot.name} Home`}>
      {home === null ? (
        <p className="empty">{bot.name} has not written your Home yet.</p>
      ) : (
        <Interactive key={home.id} person={me.id} place={place} entered={home.values}>
          <Blocks blocks={asList(home.content.blocks)} />
        </Interactive>
      )}
    </section>
  );
}
