import { z } from "zod";

/** An address as people type it, in lower case: the whole product keeps and compares it so. */
export const Email = z.string().trim().toLowerCase().max(254, "emailWrong").pipe(z.email("emailWrong"));
