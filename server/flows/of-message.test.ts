import { sql } from "drizzle-orm";
import { expect, test } from "vitest";
import { withTenant } from "@/db/tenant";
import { asking, flowWorkspace } from "@/server/testing/flows";
import { eventually } from "@/server/testing/river";
import { flowOfMessage } from "./runs";

test("a message of a flow names the flow, the version it was sent by and the run; a customer's names none", async () => {
  const house = await flowWorkspace();
  const flowId = await house.started(...asking);
  const phone = "+14155550301";
  await house.channel.texts(phone, "Hello");
  const { ana } = house;
  const [run] = await eventually(
    () => house.runsOf(phone),
    (runs) => runs.at(-1)?.state === "waiting",
  );
  const messages = await withTenant(house.admin.tenant, (tx) =>
    tx.execute<{ id: string; direction: "in" | "out" }>(sql`select id, direction from messages order by id`),
  );
  const message = (direction: "in" | "out") => messages.find((one) => one.direction === direction)!.id;
  expect(await flowOfMessage(ana, { messageId: message("out") })).toMatchObject({
    flowId,
    flowName: expect.stringMatching(/./),
    versionNumber: 1,
    runId: run!.id,
  });
  expect(await flowOfMessage(ana, { messageId: message("in") })).toBeNull();
  // Who may not see the conversation is told nothing about it.
  await expect(flowOfMessage(house.admin, { messageId: message("out") })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
