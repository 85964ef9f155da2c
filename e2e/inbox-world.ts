import { randomUUID } from "node:crypto";
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  test as base,
  expect,
  type Page,
} from "@playwright/test";
import { sql } from "drizzle-orm";
import { createMember, createQueue, createTenant } from "@/db/factories";
import * as schema from "@/db/schema";
import { systemDb } from "@/db/system";
import { withTenant } from "@/db/tenant";
import { sessionCookies } from "@/server/auth/session-cookies";
import { sandboxRequest } from "@/server/channels/carriers/sandbox";
import { checkChannel } from "@/server/channels/check-channel";
import { createDraft } from "@/server/channels/create-draft";
import { channelById } from "@/server/channels/door";
import { enableChannel } from "@/server/channels/enable";
import { credentialsOf } from "@/server/channels/open-channel";
import { saveNumber } from "@/server/channels/save-number";
import { webhookPlace, webhookUrl } from "@/server/channels/webhook-address";
import type { Context } from "@/server/context";
import { hashToken, randomToken } from "@/server/crypto";
import type { SandboxBehaviour } from "@/server/domain/sandbox";
import { addPhone } from "@/server/sandbox/phones";
import { tenantHeader } from "@/server/trpc-header";
import { Inbox } from "./inbox-page";

type Person = Context["actor"];

/** A workspace of a story's own: Ana, Ben and Cleo wait in one queue, and one pretended line leads to it. */
export class World {
  private readonly contexts: BrowserContext[] = [];
  private lastPhone = 0;

  private constructor(
    private readonly browser: Browser,
    private readonly baseURL: string,
    /** Ana's, for the server's own verbs. */
    readonly context: Context,
    readonly slug: string,
    readonly queue: { id: string; name: string },
    readonly channelId: string,
    readonly people: Record<"ana" | "ben" | "cleo", Person>,
  ) {}

  static async create(browser: Browser, baseURL: string): Promise<World> {
    const tenant = await createTenant();
    const [{ slug }] = (await systemDb().execute(sql`select slug from tenants where id = ${tenant}`)) as unknown as [
      { slug: string },
    ];
    const ana = await createMember(tenant, { name: "Ana Ruiz", role: "owner" });
    const ben = await createMember(tenant, { name: "Ben Okafor" });
    const cleo = await createMember(tenant, { name: "Cleo Lindqvist" });
    const queue = await createQueue(tenant, [ana, ben, cleo]);
    const context: Context = { tenant, actor: ana };
    const { channelId } = await createDraft(context, { carrier: "sandbox", name: "Try-out line" });
    await saveNumber(context, {
      channelId,
      address: World.number,
      fields: {},
      destination: { queueId: queue.id },
      everyoneMayStart: true,
      starterIds: [],
    });
    await checkChannel(context, { channelId });
    await enableChannel(context, { channelId, enabled: true });
    const world = new World(browser, baseURL, context, slug, queue, channelId, { ana, ben, cleo });
    await world.setRate(50);
    return world;
  }

  static readonly number = "+14155550100";

  /** How many messages a second the line takes. */
  setRate = (perSecond: number) =>
    withTenant(this.context.tenant, (tx) =>
      tx.execute(sql`update channels set send_rate_per_s = ${perSecond} where id = ${this.channelId}`),
    );

  /** The request of an outside carrier, signed, at the public door; with the same id it is the same message again. */
  async carrierTells(phone: Phone, text: string, id = randomUUID() as string): Promise<void> {
    expect((await this.carrierAsks(phone, text, id)).status).toBeLessThan(300);
  }

  /** The same, whatever is answered. */
  async carrierAsks(phone: Phone, text: string, id: string): Promise<Response> {
    const { tenant } = this.context;
    this.door ??= Promise.all([webhookPlace(tenant, this.channelId), channelById(tenant, this.channelId)]).then(
      ([place, channel]) => ({
        url: webhookUrl(place),
        secret: String((channel && credentialsOf(channel).current.secret) ?? ""),
      }),
    );
    const { url, secret } = await this.door;
    const at = new Date().toISOString();
    const event = { type: "message", id, from: phone.address, to: World.number, text, at } as const;
    return fetch(sandboxRequest(url, secret, event));
  }
  private door?: Promise<{ url: string; secret: string }>;

  /** Where the pretended phones are seen. */
  phonesPage = () => `/${this.slug}/channels/${this.channelId}/phones`;

  /** A queue beside the first one. */
  anotherQueue = (members: Person[], name: string) => createQueue(this.context.tenant, members, name);

  /** Signs somebody in, in a browser of his own, and opens his inbox. */
  async inboxOf(person: Person, options: BrowserContextOptions = {}): Promise<Inbox> {
    const inbox = new Inbox(await this.pageOf(person, options), this.slug);
    await inbox.goto();
    return inbox;
  }

  /** An empty page in a new browser, of somebody who is signed in or of a stranger. */
  async pageOf(person: Person | null, options: BrowserContextOptions = {}): Promise<Page> {
    const context = await this.browser.newContext({
      baseURL: this.baseURL,
      locale: "en-GB",
      timezoneId: "Asia/Shanghai",
      reducedMotion: "reduce",
      ...options,
    });
    this.contexts.push(context);
    if (person)
      await context.addCookies([
        { ...(await this.session(person)), url: this.baseURL, httpOnly: true, sameSite: "Lax" },
      ]);
    return context.newPage();
  }

  /** A customer with a pretended phone. */
  async phone(name = ""): Promise<Phone> {
    this.lastPhone += 1;
    const address = `+1617555${String(100 + this.lastPhone).padStart(4, "0")}`;
    await addPhone(this.context, { channelId: this.channelId, address, name, country: "US" });
    const cookie = await this.session(this.people.ana);
    return new Phone(address, this.context, this.channelId, async (text, picture) => {
      const answer = await fetch(`${this.baseURL}/api/trpc/sandbox.text`, {
        method: "POST",
        headers: {
          "content-type": "application/json",
          cookie: `${cookie.name}=${cookie.value}`,
          [tenantHeader]: this.slug,
        },
        body: JSON.stringify({
          json: { channelId: this.channelId, phone: address, number: World.number, text, picture },
        }),
      });
      expect(answer.status, await answer.text()).toBe(200);
    });
  }

  /** The cookie of somebody who is signed in. */
  async session(person: Person) {
    const token = randomToken();
    const expires = new Date(Date.now() + 86_400_000);
    await systemDb()
      .insert(schema.sessions)
      .values({ sessionToken: hashToken(token), userId: person.userId, expires });
    return { name: sessionCookies[0], value: token };
  }

  async close() {
    for (const context of this.contexts) await context.close();
  }
}

/** The far end of the line. */
export class Phone {
  constructor(
    readonly address: string,
    private readonly context: Context,
    private readonly channelId: string,
    /** Writes to the business. */
    readonly texts: (text: string, picture?: { name: string; contentType: string; content: string }) => Promise<void>,
  ) {}

  /** How the inbox shows the number. */
  get shown(): string {
    return `+1 (${this.address.slice(2, 5)}) ${this.address.slice(5, 8)}-${this.address.slice(8)}`;
  }

  /** Everything that was sent to this phone, oldest first. */
  heard = async (): Promise<string[]> => (await this.heardAt()).map(({ text }) => text);

  /** The same, with the moment at which each was there. */
  async heardAt(): Promise<{ text: string; at: Date }[]> {
    const rows = await withTenant(this.context.tenant, (tx) =>
      tx.execute<{ text: string; created_at: string }>(sql`
        select text, created_at from sandbox_messages where channel_id = ${this.channelId} and phone = ${this.address} and direction = 'out' order by id`),
    );
    return rows.map(({ text, created_at }) => ({ text, at: new Date(created_at) }));
  }

  /** From now on it does this with what is sent to it. */
  async behaves(behaviour: SandboxBehaviour): Promise<void> {
    await withTenant(this.context.tenant, (tx) =>
      tx.execute(sql`
        update sandbox_phones set behaviour = ${JSON.stringify(behaviour)}::jsonb
        where channel_id = ${this.channelId} and address = ${this.address}`),
    );
  }

  async hears(text: string): Promise<void> {
    await expect.poll(() => this.heard()).toContain(text);
  }
}

export const test = base.extend<{ world: World }>({
  world: async ({ browser, baseURL }, use) => {
    const world = await World.create(browser, baseURL ?? "");
    await use(world);
    await world.close();
  },
});
export { expect };
