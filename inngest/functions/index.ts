import type { InngestFunction } from "inngest";

/** What runs after the transaction: one durable function per file, listed here. */
export const functions: InngestFunction.Any[] = [];
