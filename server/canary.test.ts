import { expect, test } from "vitest";
import { checkInstallation, WrongKeyError } from "./canary";
import { processState } from "./process";

/** The settings are read once per process: another key begins with another reading. */
function startWith(secrets: { APP_SECRET: string; APP_SECRET_PREVIOUS?: string }) {
  processState().singletons.delete("env");
  delete process.env.APP_SECRET_PREVIOUS;
  Object.assign(process.env, secrets);
}

test("another key is refused in one sentence, the former one may be named beside it", async () => {
  const first = "the first secret, of at least thirty-two characters";
  const second = "the second secret, of at least thirty-two characters";
  startWith({ APP_SECRET: first });
  await Promise.all([checkInstallation(), checkInstallation()]);
  startWith({ APP_SECRET: second });
  await expect(checkInstallation()).rejects.toThrow(WrongKeyError);
  await expect(checkInstallation()).rejects.toThrow(/^APP_SECRET is not the one[^.]*\.$/);
  startWith({ APP_SECRET: second, APP_SECRET_PREVIOUS: first });
  await checkInstallation();
});
