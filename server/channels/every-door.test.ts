import { sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { describe, expect, test } from "vitest";
import { createTenant } from "@/db/factories";
import { fetchAttachment } from "@/server/attachments/fetch";
import { type AttemptState, fold } from "@/server/domain/message-state";
import { eventually, rowsIn } from "@/server/testing/river";
import { receive } from "./receive";
import { carrierLines, type Line } from "./testing/lines";
import { aPicture } from "./testing/river-contract";
import { json } from "./testing/speech";
import { speeches } from "./testing/speeches";

// What every carrier's door does with webhooks that come twice, together, in any order, or from somebody else.
const { world, open, reply, becomes, externalIdOf, takesAll } = carrierLines();
const all = Object.entries(speeches);

const shownOf = (line: Line) => line.texts().then((texts) => texts.map(({ text }) => text));

describe("the same message, however often and at once, is stored and counted once", () => {
  test.each(all)("%s", async (name, speech) => {
    const line = await open(speech, name);
    const body = line.words("Are you open?");
    const answers = await Promise.all(Array.from({ length: 5 }, () => line.posts(body, line.part)));
    expect(answers.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    expect(await shownOf(line)).toEqual(["Are you open?"]);
    expect(await line.counters()).toMatchObject({ received: 1 });
  });
});

describe("several in one webhook are all shown, each once, also beside one that was told before", () => {
  const batching = all.filter(([, { together }]) => together);
  test.each(batching)("%s", async (name, speech) => {
    const line = await open(speech, name);
    const [one, two, three] = ["One", "Two", "Three"].map((text) => line.words(text));
    const batch = line.together!([one!, two!]);
    for (const body of [batch, batch, line.together!([two!, three!, three!])])
      expect((await line.posts(body, line.part)).ok).toBe(true);
    expect((await shownOf(line)).sort()).toEqual(["One", "Three", "Two"]);
  });

  test("these are the carriers whose sheets say that they do", () => {
    expect(batching.map(([name]) => name)).toEqual(["bandwidth", "aliyun", "whatsapp"]);
  });
});

describe("receipts in any order, repeated, and before the send's own answer end in the same state", () => {
  const telling = all.filter(([name, { receipt }]) => receipt && name !== "sandbox");
  test.each(telling)("%s", async (name, speech) => {
    const fates = speech.fates ?? (["sent", "delivered", "failed"] as const);
    for (const order of [["failed"] as const, fates, [...fates].reverse()]) {
      const expected = order.reduce((so: AttemptState, one) => fold(so, one), "sent");
      const line = await open(speech, name);
      takesAll(line);
      await line.posts(line.words("Are you open?"), line.part);
      const message = await reply(line);
      await becomes(message.id, "sent");
      const id = await externalIdOf(message.id);
      for (const status of [...order, ...order])
        expect((await line.posts(line.fate({ id, status }), line.receiptPart)).ok).toBe(true);
      await becomes(message.id, expected);
      expect(await line.counters()).toMatchObject(expected === "failed" ? { ok: 0, failed: 1 } : { ok: 1, failed: 0 });
    }
  });

  test.each(telling)("%s: quicker than the answer to our own call", async (name, speech) => {
    const line = await open(speech, name);
    takesAll(line);
    const { says } = world;
    world.says = async (heard) => {
      const answer = await says(heard);
      const id = typeof answer === "object" && !line.other?.(heard) ? idIn(String(answer.body)) : "";
      if (id) expect((await line.posts(line.fate({ id, status: "delivered" }), line.receiptPart)).ok).toBe(true);
      return answer;
    };
    await line.posts(line.words("Are you open?"), line.part);
    const message = await reply(line);
    await becomes(message.id, "delivered");
    expect(await line.counters()).toEqual({ ok: 1, failed: 0, received: 1 });
  });
});

/** The message's id in an answer that takes it. */
const idIn = (body: string) => /"((?:mdr2-)?t-[\d-]+)"/.exec(body)?.[1] ?? "";

describe("what belongs to somebody else changes nothing", () => {
  test.each(all)(
    "%s: another workspace's token in our address, and ours in theirs, are not there",
    async (name, speech) => {
      const line = await open(speech, name);
      const theirs = await open(speech, name, {}, await createTenant());
      const body = JSON.stringify(line.words("Mine?"));
      for (const place of [
        { ...line.place, token: theirs.place.token },
        { ...theirs.place, token: line.place.token },
        { ...line.place, token: uuidv7() },
      ]) {
        const request = new Request(line.url, { method: "POST", body });
        expect((await receive(request, { ...place, part: "" })).status).toBe(404);
      }
      expect([await shownOf(line), await shownOf(theirs)]).toEqual([[], []]);
      expect([await line.journal(), await theirs.journal()]).toEqual([[], []]);
    },
  );

  const telling = all.filter(([name, { receipt }]) => receipt && name !== "sandbox");
  test.each(telling)("%s: a receipt at another workspace's door does not move our message", async (name, speech) => {
    const line = await open(speech, name);
    const theirs = await open(speech, name, {}, await createTenant());
    takesAll(line);
    await line.posts(line.words("Are you open?"), line.part);
    const message = await reply(line);
    await becomes(message.id, "sent");
    const fate = line.fate({ id: await externalIdOf(message.id), status: "failed" });
    await theirs.posts(fate, line.receiptPart);
    const [row] = await rowsIn<{ state: string }>(
      world.tenant,
      sql`select state from messages where id = ${message.id}`,
    );
    expect(row).toEqual({ state: "sent" });
    expect(await line.counters()).toMatchObject({ ok: 1, failed: 0 });
  });

  const signing = all.filter(([, { recorded }]) => !recorded.unsigned);
  test.each(signing)("%s: signed by another account is refused and leaves no body", async (name, speech) => {
    const line = await open(speech, name);
    const { recorded } = speech;
    const body = JSON.stringify(line.words("Pay here"));
    const url = line.url + (line.part ? `/${line.part}` : "");
    const proof = recorded.sign({ url, body, at: new Date() }, recorded.otherCredentials);
    expect((await line.posts(body, line.part, proof)).status).toBe(recorded.answers.refused);
    expect(await shownOf(line)).toEqual([]);
    expect(await line.journal()).toMatchObject([{ state: "refused" }]);
  });

  const naming = all.filter(([, { ofAnotherAccount }]) => ofAnotherAccount);
  test.each(naming)("%s: about another account is refused, whoever signed it", async (name, speech) => {
    const line = await open(speech, name);
    const body = line.ofAnotherAccount!(line.words("Pay here"));
    expect((await line.posts(body, line.part)).status).toBe(speech.recorded.answers.refused);
    expect(await shownOf(line)).toEqual([]);
  });
});

describe("what cannot be read is answered, kept where it was signed, and shows nothing", () => {
  const bodies = [
    "",
    "not json",
    "[]",
    "null",
    '{"data":',
    "\u0000\u0000",
    `{"data":${"[".repeat(5000)}`,
    "<html></html>",
  ];
  test.each(all)("%s", async (name, speech) => {
    const line = await open(speech, name);
    for (const body of bodies) {
      const { status } = await line.posts(body, line.part);
      expect([200, 204, 400, 401, 403], body.slice(0, 20)).toContain(status);
    }
    expect(await shownOf(line)).toEqual([]);
    const states = (await line.journal()).map(({ state }) => state);
    expect(new Set(states).size).toBeGreaterThan(0);
    for (const state of states) expect(["stuck", "done", "refused"]).toContain(state);
  });
});

describe("hostile words are words: stored as they are, and nothing comes of them", () => {
  const words = "=cmd|'/C calc'!A0 <script>alert(1)</script> '; drop table messages; -- \u202Eevil {{7*7}}";
  test.each(all)("%s", async (name, speech) => {
    const line = await open(speech, name);
    expect((await line.posts(line.words(`${words}\u0000`), line.part)).ok).toBe(true);
    const [text] = await eventually(
      () => shownOf(line),
      (texts) => texts.length > 0,
    );
    expect(text).toBe(words);
  });
});

describe("the login goes to the carrier's own hosts alone, wherever a picture's link leads", () => {
  const withFiles = all.filter(([, { file }]) => file);
  test.each(withFiles)("%s", async (name, speech) => {
    const host = new URL(speech.file!).host;
    for (const link of [
      "https://files.stranger.example/file.png",
      `https://${host}.stranger.example/file.png`,
      `https://stranger.example/${host}/file.png`,
      `https://stranger.example/?${host}/file.png`,
      `https://stranger.example#${host}/file.png`,
    ]) {
      const line = await open(speech, name);
      world.heard.length = 0;
      // Where the carrier is asked for the link, it is the carrier who was made to name it.
      world.says = (heard) =>
        heard.path.includes("file.png") ? aPicture : line.uploads ? json(200, { url: link }) : aPicture;
      await line.posts(line.words("Look", { file: link }), line.filePart ?? line.part);
      const [text] = await line.texts();
      for (const { id } of await line.files(text!.id)) await fetchAttachment(world.tenant, id, { last: true });
      expect((await shownOf(line)).at(-1)).toBe("Look");
      const calls = world.heard.filter(({ path }) => !line.uploads || path.includes("file.png"));
      const secrets = Object.values(line.credentials).filter((one) => typeof one === "string" && one.length > 8);
      for (const { headers, path, body } of calls) {
        expect(headers.authorization).toBeUndefined();
        for (const secret of secrets) expect(JSON.stringify([headers, path, body])).not.toContain(secret);
      }
      if (line.uploads) expect(calls).toEqual([]);
    }
  });
});
