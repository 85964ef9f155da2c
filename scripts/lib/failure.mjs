/** Something the person at the keyboard can put right: printed as a sentence, without a stack. */
export class Failure extends Error {
  name = "Failure";
}

/**
 * Run a script's main function and leave with its outcome.
 * A Failure is printed as it is; anything else is a bug and keeps its stack.
 * @param {() => Promise<unknown>} main
 */
export async function runScript(main) {
  try {
    await main();
  } catch (error) {
    console.error(error instanceof Failure ? `\n${error.message}\n` : error);
    process.exit(1);
  }
}
