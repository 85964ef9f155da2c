import { eventually } from "@/server/testing/river";
import { type Ask, type Begin, Child } from "./children";

/** A part of the product that is always there again: while one process works the next is loaded and waits. */
export class Seat {
  current: Child;
  #next: Child;
  readonly #file: string;
  readonly #begin: Omit<Begin, "kind">;

  constructor(file: string, begin: Omit<Begin, "kind">) {
    this.#file = file;
    this.#begin = begin;
    this.current = this.#begun(new Child(this.#file));
    this.#next = new Child(this.#file);
  }

  /** kill -9, and the next one begins. */
  async killAndReplace() {
    await this.current.kill();
    this.current = this.#begun(this.#next);
    this.#next = new Child(this.#file);
  }

  async empty() {
    await Promise.all([this.current.kill(), this.#next.kill()]);
  }

  #begun(child: Child): Child {
    void child
      .said("loaded")
      .then(() => child.begin(this.#begin))
      .catch(() => {});
    return child;
  }
}

/** Ask whoever sits there until somebody says yes: what a carrier does, and an agent's browser. */
export async function insist(seat: Seat, what: Ask) {
  for (;;) {
    const child = seat.current;
    await child.said("ready").catch(() => {});
    const answer = await child.ask(what);
    if (answer?.ok) return;
    // The dead one's place is taken a moment later.
    if (answer === null)
      await eventually(
        () => seat.current,
        (next) => next !== child,
      );
  }
}
