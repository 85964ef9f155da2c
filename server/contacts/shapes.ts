import { z } from "zod";
import { cleanText } from "@/server/domain/clean-text";

const line = (most: number) => z.string().transform(cleanText).pipe(z.string().trim().max(most));

/** What people write about a customer. */
export const ContactFields = z.object({
  name: line(120).pipe(z.string().min(1)),
  company: line(120).default(""),
  note: line(4000).default(""),
});

export const OneContact = z.object({ contactId: z.uuid() });
