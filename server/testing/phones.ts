import { systemSql } from "@/db/system";
import type { TenantId } from "@/server/domain/ids";

/** Pretended phones by the hundred: the database itself tells what reached them, in the order in which it did. */
export async function phonesOf(tenant: TenantId) {
  const heard = new Map<string, string[]>();
  let listeners: (() => void)[] = [];
  const sql = systemSql();
  await sql.unsafe(`
    create or replace function tell_phone() returns trigger language plpgsql as $$
      begin perform pg_notify('phones', json_build_array(new.tenant_id, new.phone, new.text)::text); return null; end $$;
    create or replace trigger tell_phone after insert on sandbox_messages for each row
      when (new.direction = 'out') execute function tell_phone()`);
  const { unlisten } = await sql.listen("phones", (payload) => {
    const [whose, phone, text] = JSON.parse(payload) as [string, string, string];
    if (whose !== tenant) return;
    heard.set(phone, [...(heard.get(phone) ?? []), text]);
    const waiting = listeners;
    listeners = [];
    for (const listener of waiting) listener();
  });

  return {
    /** Resolves with all texts of a phone, oldest first, once there are so many. @throws when that never comes to be */
    async hears(phone: string, count: number, withinMs = 60_000): Promise<string[]> {
      let late = false;
      const timer = setTimeout(() => {
        late = true;
        for (const listener of listeners.splice(0)) listener();
      }, withinMs);
      for (;;) {
        const texts = heard.get(phone) ?? [];
        if (texts.length >= count || late) clearTimeout(timer);
        if (texts.length >= count) return texts;
        if (late) throw new Error(`${phone} heard only ${JSON.stringify(texts.slice(-4))}`);
        await new Promise<void>((resolve) => listeners.push(resolve));
      }
    },
    hangUp: unlisten,
  };
}
