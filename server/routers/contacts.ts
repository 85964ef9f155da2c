import { AttachContact, attachContact } from "../contacts/attach";
import { CreateContact, createContact } from "../contacts/create";
import { getContact } from "../contacts/get";
import { ListContacts, listContacts, SearchContacts, searchContacts } from "../contacts/search";
import { OneContact } from "../contacts/shapes";
import { UpdateContact, updateContact } from "../contacts/update";
import { router, tenantProcedure } from "../trpc";

export const contactsRouter = router({
  list: tenantProcedure.input(ListContacts).query(({ ctx, input }) => listContacts(ctx, input)),
  search: tenantProcedure.input(SearchContacts).query(({ ctx, input }) => searchContacts(ctx, input)),
  get: tenantProcedure.input(OneContact).query(({ ctx, input }) => getContact(ctx, input)),
  create: tenantProcedure.input(CreateContact).mutation(({ ctx, input }) => createContact(ctx, input)),
  attach: tenantProcedure.input(AttachContact).mutation(({ ctx, input }) => attachContact(ctx, input)),
  update: tenantProcedure.input(UpdateContact).mutation(({ ctx, input }) => updateContact(ctx, input)),
});
