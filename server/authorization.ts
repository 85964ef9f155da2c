import type { Right } from "./domain/rights";

/**
 * Who may come in where. `public`: anybody. `signed_in`: a person, outside any workspace. `token`: whoever bears a link
 * by mail. `signature`: a machine that signs, or knows an unguessable address or the installation's own token. `local`: anybody, in a local installation
 * only. A right: a member of the workspace who has it; strangers hear that there is no such workspace.
 *
 * The verb behind each door asks again; this list is what the test holds against the doors that there are.
 */
export type Access = "public" | "signed_in" | "token" | "signature" | "local" | Right;

/** Every procedure by its path. */
export const procedures: Record<string, Access> = {
  "account.rename": "signed_in",
  "account.changePassword": "signed_in",
  "account.sessions": "signed_in",
  "account.revokeSession": "signed_in",
  "account.revokeOtherSessions": "signed_in",

  "attachments.begin": "conversation.reply",
  "attachments.finish": "conversation.reply",
  "attachments.discard": "conversation.reply",
  "attachments.fetchAgain": "conversation.read",

  "channels.list": "channel.read",
  "channels.get": "channel.read",
  "channels.counts": "channel.read",
  "channels.traffic": "channel.read",
  "channels.failures": "channel.read",
  "channels.journal": "channel.read",
  "channels.journalTotals": "channel.read",
  "channels.replayAll": "channel.manage",
  "channels.replay": "channel.manage",
  "channels.createDraft": "channel.manage",
  "channels.saveCredentials": "channel.manage",
  "channels.endFormerCredentials": "channel.manage",
  "channels.check": "channel.manage",
  "channels.saveSettings": "channel.manage",
  "channels.numberConflicts": "channel.manage",
  "channels.saveNumber": "channel.manage",
  "channels.deleteNumbers": "channel.manage",
  "channels.enable": "channel.manage",
  "channels.delete": "channel.manage",
  "channels.sendTest": "channel.manage",
  "channels.testResult": "channel.manage",

  "contacts.list": "contact.read",
  "contacts.search": "contact.read",
  "contacts.get": "contact.read",
  "contacts.create": "contact.edit",
  "contacts.attach": "contact.edit",
  "contacts.update": "contact.edit",

  "conversations.thread": "conversation.read",
  "conversations.details": "conversation.read",
  "conversations.startNumbers": "conversation.start",
  "conversations.startPreview": "conversation.start",
  "conversations.startTemplates": "conversation.start",
  "conversations.start": "conversation.start",
  "conversations.pickUp": "conversation.pick_up",
  "conversations.transfer": "conversation.transfer",
  "conversations.transferTargets": "conversation.transfer",
  "conversations.archive": "conversation.archive",
  "conversations.unarchive": "conversation.archive",
  "conversations.end": "conversation.end",
  "conversations.remove": "conversation.remove",
  "conversations.reply": "conversation.reply",
  "conversations.templates": "conversation.reply",
  "conversations.note": "conversation.note",
  "conversations.read": "conversation.read",
  "conversations.unread": "conversation.read",
  "conversations.retry": "conversation.reply",
  "conversations.sendAnyway": "conversation.reply",
  "conversations.lookAgain": "conversation.reply",
  "conversations.draft": "conversation.read",
  "conversations.saveDraft": "conversation.read",

  "flows.list": "flow.read",
  "flows.get": "flow.read",
  "flows.directory": "flow.read",
  "flows.messageTemplates": "flow.read",
  "flows.check": "flow.read",
  "flows.versions": "flow.read",
  "flows.version": "flow.read",
  "flows.runs": "flow.read",
  "flows.run": "flow.read",
  "flows.create": "flow.manage",
  "flows.rename": "flow.manage",
  "flows.saveDraft": "flow.manage",
  "flows.publish": "flow.manage",
  "flows.start": "flow.manage",
  "flows.stop": "flow.manage",
  "flows.remove": "flow.manage",
  "flows.cancelRun": "flow.manage",
  "flows.runManually": "flow.manage",
  "flows.ofMessage": "conversation.read",

  "inbox.me": "inbox.read",
  "inbox.list": "inbox.read",
  "inbox.counts": "inbox.read",
  "inbox.row": "conversation.read",

  "people.list": "member.read",
  "people.invite": "member.manage",
  "people.resendInvitation": "member.manage",
  "people.revokeInvitation": "member.manage",
  "people.change": "member.manage",
  "people.disable": "member.manage",
  "people.enable": "member.manage",
  "people.setAvailability": "availability.set",

  "groups.list": "member.read",
  "groups.save": "member.manage",
  "groups.delete": "member.manage",

  "queues.list": "queue.read",
  "queues.get": "queue.read",
  "queues.agents": "queue.read",
  "queues.create": "queue.manage",
  "queues.edit": "queue.manage",
  "queues.delete": "queue.manage",

  "sandbox.phones": "sandbox.use",
  "sandbox.addPhone": "sandbox.use",
  "sandbox.changePhone": "sandbox.use",
  "sandbox.removePhone": "sandbox.use",
  "sandbox.text": "sandbox.use",

  "workspace.list": "signed_in",
  "workspace.checkSlug": "signed_in",
  "workspace.create": "signed_in",
  "workspace.edit": "workspace.edit",
};

/** Every route for machines, by its folder under `app/api`. */
export const routes: Record<string, Access> = {
  "attachments/[tenant]/[attachment]": "conversation.read",
  "auth/[...nextauth]": "public",
  health: "public",
  inngest: "signature",
  metrics: "signature",
  "media/[token]": "signature",
  realtime: "inbox.read",
  "sandbox/[tenant]/[file]": "sandbox.use",
  "sms-api/[trial]": "signature",
  "trpc/[trpc]": "public", // each procedure has its own line above
  "uploads/[tenant]/[attachment]/[piece]": "conversation.reply",
  "webhooks/[tenant]/[token]/[[...part]]": "signature",
};

/** Every action that pages can call without a procedure. */
export const actions: Record<string, Access> = {
  submitSignIn: "public",
  signInAsDemo: "local",
  signInWithGoogle: "public",
  signOut: "public",
  submitSignUp: "public",
  submitVerify: "token",
  submitForgot: "public",
  submitReset: "token",
  submitAcceptAsNewcomer: "token",
  submitAccept: "signed_in",
  submitTrial: "public",
  watchTrial: "token",
  setLocale: "public",
  setDensity: "public",
};

/** Every page, by the folder at the top of `app` that it lives in. What is in `[tenant]` opens its workspace first. */
export const pages: Record<string, Access> = {
  "(marketing)": "public",
  "(auth)": "public",
  "[tenant]": "workspace.read",
  mailbox: "local",
  status: "public",
};
