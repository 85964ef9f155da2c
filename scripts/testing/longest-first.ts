import { BaseSequencer, type TestSpecification } from "vitest/node";

/** Files that take tens of seconds. The small ones fill the gaps after them; begun last, they would be waited for. */
const LONG = /server\/(flows\/(race|run)|chaos\/|channels\/(door\.fuzz|contract))|inngest\/|scripts\/lib\/postgres/;

/** Vitest goes by the size of a file where it has not seen it run; some of the shortest files take longest. */
export class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const long = (file: TestSpecification) => LONG.test(file.moduleId.replaceAll("\\", "/"));
    return [...sorted.filter(long), ...sorted.filter((file) => !long(file))];
  }
}
