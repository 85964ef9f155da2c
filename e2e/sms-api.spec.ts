import { createHmac } from "node:crypto";
import { expect, test } from "@playwright/test";

test("a carrier's developer reads the contract and tries out his side", async ({ page, request }) => {
  await page.goto("/docs/sms-api");
  await expect(page.getByRole("heading", { level: 1, name: "运营商短信 API" })).toBeVisible();
  await expect(page.getByRole("cell", { name: "channel.ErrTooManyRequest" })).toBeVisible();
  const trial = page.getByRole("region", { name: "自助测试" });
  await trial.getByLabel("验证地址").fill("https://127.0.0.1:9/verify");
  await trial.getByLabel("发送地址").fill("https://127.0.0.1:9/send");
  await trial.getByLabel("API Key").fill("key");
  await trial.getByLabel("Secret", { exact: true }).fill("s3cr3t");
  await trial.getByLabel("发信号码").fill("+8618012121222");
  await trial.getByRole("button", { name: "开始测试" }).click();
  await expect(trial.getByText("请填写此项")).toBeVisible();
  await trial.getByLabel("收信号码").fill("+8618012121223");
  await trial.getByRole("button", { name: "开始测试" }).click();
  await expect(trial.getByText("请求失败")).toBeVisible();

  const url = (await trial.getByText("/api/sms-api/").textContent()) ?? "";
  const body = JSON.stringify({
    data: {
      event_type: "message.received",
      payload: {
        id: "m-1",
        record_type: "message",
        from: { phone_number: "+8618012121223" },
        to: { phone_number: "+8618012121222" },
        text: "Signed and sent",
        received_at: "2026-11-20T10:00:00.000+08:00",
      },
    },
  });
  const signed = (secret: string) => ({
    "content-type": "application/json",
    "x-signature-256": `sha256=${createHmac("sha256", secret).update(body).digest("hex")}`,
  });
  const path = new URL(url).pathname;
  expect((await request.post(path, { data: body, headers: signed("another") })).status()).toBe(400);
  expect((await request.post(path, { data: body, headers: signed("s3cr3t") })).status()).toBe(204);
  await expect(trial.getByText("签名不匹配。")).toBeVisible();
  await expect(trial.getByText("Signed and sent")).toBeVisible();
});
