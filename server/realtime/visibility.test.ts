import { sql } from "drizzle-orm";
import fc from "fast-check";
import { v7 as uuidv7 } from "uuid";
import { expect, test } from "vitest";
import { createMember, createQueue, createTenant } from "@/db/factories";
import { withTenant } from "@/db/tenant";
import { listConversations } from "@/server/conversations/list";
import { viewerOf, visibleTo } from "@/server/conversations/visible";
import { can } from "@/server/domain/rights";
import { audienceOf, maySee } from "@/server/domain/visibility";
import { createSandboxChannel, rowsIn } from "@/server/testing/river";
import { viewerById } from "./viewer";

const QUEUES = 3;
const MEMBERS = 4;

const member = fc.record({
  takesConversations: fc.boolean(),
  role: fc.constantFrom("agent" as const, "admin" as const, "owner" as const),
  rights: fc.constantFrom<string[]>([], ["call"], ["see_all_conversations"]),
  queues: fc.subarray([...Array(QUEUES).keys()]),
});

const among = (count: number) => fc.option(fc.nat(count - 1), { nil: null });

/** Every row that the table's own constraints allow. */
const conversation = fc
  .record({
    state: fc.constantFrom("bot", "waiting", "active", "closed"),
    audience: fc.constantFrom("owner", "queue", "everyone"),
    owner: among(MEMBERS),
    queue: among(QUEUES),
  })
  .filter(
    ({ state, audience, owner, queue }) =>
      (state !== "active" || owner !== null) &&
      (state === "active" || state === "closed" || owner === null) &&
      (audience !== "queue" || queue !== null),
  );

test("the condition in SQL and the rule in memory agree on every conversation and person", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(member, { minLength: MEMBERS, maxLength: MEMBERS }),
      fc.array(conversation, { minLength: 1, maxLength: 25 }),
      async (memberModels, conversationModels) => {
        const tenant = await createTenant();
        const members: Awaited<ReturnType<typeof createMember>>[] = [];
        for (const { queues: _, ...fields } of memberModels) members.push(await createMember(tenant, fields));
        const queues: string[] = [];
        for (let index = 0; index < QUEUES; index++) {
          const inIt = members.filter((_, at) => memberModels[at]!.queues.includes(index));
          queues.push((await createQueue(tenant, inIt, `Queue ${index}`)).id);
        }
        const line = await createSandboxChannel(tenant, { queue: { id: queues[0]! } });
        const contactId = uuidv7();
        const rows = conversationModels.map(({ owner, queue, ...model }, index) => ({
          ...model,
          id: uuidv7(),
          address: `+1415555${1000 + index}`,
          ownerId: owner === null ? null : members[owner]!.memberId,
          queueId: queue === null ? null : queues[queue]!,
        }));
        await withTenant(tenant, async (tx) => {
          await tx.execute(sql`insert into contacts (id) values (${contactId})`);
          for (const { id, address, state, audience, ownerId, queueId } of rows)
            await tx.execute(sql`
              insert into conversations (id, channel_id, number_id, contact_id, kind, customer_address, state, audience, owner_id, queue_id, closed_at)
              values (${id}, ${line.channelId}, ${line.numberId}, ${contactId}, 'sms', ${address}, ${state}, ${audience}, ${ownerId},
                ${queueId}, ${state === "closed" ? sql`now()` : null})`);
        });
        for (const actor of members) {
          const bySql = await rowsIn<{ id: string }>(
            tenant,
            sql`select c.id from conversations c where ${visibleTo(actor)}`,
          );
          const viewers = [
            await viewerById(tenant, actor.memberId),
            await withTenant(tenant, (tx) => viewerOf(tx, actor)),
          ];
          for (const viewer of viewers)
            expect(
              idsOf(rows.filter((row) => maySee(viewer, audienceOf(row as Parameters<typeof audienceOf>[0])))),
            ).toEqual(idsOf(bySql));
          const views = [
            "recent",
            "waiting",
            "archived",
            ...(can(actor, "conversation.read_all") ? (["all"] as const) : []),
          ] as const;
          for (const view of views) {
            const page = await listConversations({ tenant, actor }, { view, limit: 100 });
            // Lists go by the owner alone, which is the same wherever the verbs have been.
            const listed = page.rows.filter(({ audience, owner }) => owner === null || audience === "owner");
            expect(idsOf(bySql)).toEqual(expect.arrayContaining(idsOf(listed)));
          }
        }
        await rowsIn(tenant, sql`update memberships set disabled_at = now()`);
        const gone = await viewerById(tenant, members[0]!.memberId);
        expect(rows.some((row) => maySee(gone, audienceOf(row as Parameters<typeof audienceOf>[0])))).toBe(false);
      },
    ),
    { numRuns: 25 },
  );
}, 120_000);

const idsOf = (rows: { id: string }[]) => rows.map(({ id }) => id).sort();
