import { render } from "./render";

/** What each mail needs to be written. Links are complete addresses. */
export type MailData = {
  verify: { link: string };
  alreadyHere: { signInLink: string; resetLink: string };
  reset: { link: string };
  noAccount: { email: string; signUpLink: string };
  passwordChanged: { resetLink: string };
  invitation: { link: string; inviter: string; workspace: string; days: number };
};

export type MailTemplate = keyof MailData;
export type MailLocale = "en" | "zh-CN";

/** The language to write in: the person's own where he has one, else the asking browser's. */
export const mailLocale = (own: string | null | undefined, otherwise: MailLocale): MailLocale =>
  own === "en" || own === "zh-CN" ? own : otherwise;

/** A mail in words: paragraphs, and at most one thing to press after the first of them. */
export type MailText = { subject: string; paragraphs: string[]; button?: { label: string; link: string } };

const english: { [T in MailTemplate]: (data: MailData[T]) => MailText } = {
  verify: ({ link }) => ({
    subject: "Confirm your address for Patchbay",
    paragraphs: [
      "Confirm that this address is yours, and your workspace is one step away.",
      "The link works once, for 24 hours. If you did not sign up, ignore this mail: nothing happens without the link.",
    ],
    button: { label: "Confirm address", link },
  }),
  alreadyHere: ({ signInLink, resetLink }) => ({
    subject: "You already have a Patchbay account",
    paragraphs: [
      "Somebody, probably you, signed up with this address, which has an account already. Sign in with the password you chose then.",
      `Forgotten it? Choose a new one here: ${resetLink}`,
      "If it was not you, there is nothing to do: your account was not touched.",
    ],
    button: { label: "Sign in", link: signInLink },
  }),
  reset: ({ link }) => ({
    subject: "Choose a new Patchbay password",
    paragraphs: [
      "Here is the link to choose a new password. When you use it, every browser signed in to your account is signed out.",
      "It works once, for one hour. If you did not ask for it, ignore this mail: your password stays as it is.",
    ],
    button: { label: "Choose a new password", link },
  }),
  noAccount: ({ email, signUpLink }) => ({
    subject: "No Patchbay account for this address",
    paragraphs: [
      `Somebody, probably you, asked for a new password for ${email}. There is no account with this address; perhaps you signed up with another one.`,
      "If it was not you, ignore this mail.",
    ],
    button: { label: "Create an account", link: signUpLink },
  }),
  passwordChanged: ({ resetLink }) => ({
    subject: "Your Patchbay password was changed",
    paragraphs: [
      "The password of your account was just changed, and the other browsers were signed out.",
      `If it was not you, choose a new password at once: ${resetLink}`,
    ],
  }),
  invitation: ({ link, inviter, workspace, days }) => ({
    subject: `${inviter} invites you to ${workspace} on Patchbay`,
    paragraphs: [
      `${inviter} invites you to answer customers together in the workspace ${workspace}.`,
      `The link is for you alone and works once, for ${days} days.`,
    ],
    button: { label: "Accept the invitation", link },
  }),
};

const chinese: typeof english = {
  verify: ({ link }) => ({
    subject: "请确认您的 Patchbay 邮箱",
    paragraphs: [
      "请确认这个邮箱是您的，然后就可以创建工作区了。",
      "链接只能使用一次，24 小时内有效。如果您没有注册，请忽略本邮件，什么都不会发生。",
    ],
    button: { label: "确认邮箱", link },
  }),
  alreadyHere: ({ signInLink, resetLink }) => ({
    subject: "您已经有 Patchbay 账号",
    paragraphs: [
      "有人（可能是您本人）用这个邮箱注册，而它已经有账号了。请用当时设置的密码登录。",
      `忘记密码了？在这里设置新密码：${resetLink}`,
      "如果不是您本人操作，无需处理，您的账号没有任何改动。",
    ],
    button: { label: "登录", link: signInLink },
  }),
  reset: ({ link }) => ({
    subject: "设置新的 Patchbay 密码",
    paragraphs: [
      "请用下面的链接设置新密码。设置后，您账号在所有浏览器上的登录都会退出。",
      "链接只能使用一次，1 小时内有效。如果不是您本人操作，请忽略本邮件，密码不会改变。",
    ],
    button: { label: "设置新密码", link },
  }),
  noAccount: ({ email, signUpLink }) => ({
    subject: "这个邮箱没有 Patchbay 账号",
    paragraphs: [
      `有人（可能是您本人）为 ${email} 申请重置密码。这个邮箱没有账号，也许您注册时用的是另一个邮箱。`,
      "如果不是您本人操作，请忽略本邮件。",
    ],
    button: { label: "注册账号", link: signUpLink },
  }),
  passwordChanged: ({ resetLink }) => ({
    subject: "您的 Patchbay 密码已更改",
    paragraphs: [
      "您账号的密码刚刚被更改，其他浏览器已退出登录。",
      `如果不是您本人操作，请立即设置新密码：${resetLink}`,
    ],
  }),
  invitation: ({ link, inviter, workspace, days }) => ({
    subject: `${inviter} 邀请您加入 Patchbay 工作区「${workspace}」`,
    paragraphs: [
      `${inviter} 邀请您加入工作区「${workspace}」，一起回复客户。`,
      `链接仅供您本人使用一次，${days} 天内有效。`,
    ],
    button: { label: "接受邀请", link },
  }),
};

/** A mail as it leaves: subject, plain text and HTML, in the reader's language. */
export function writeMail<T extends MailTemplate>(template: T, locale: MailLocale, data: MailData[T]) {
  const words = (locale === "zh-CN" ? chinese : english)[template](data);
  return { subject: oneLine(words.subject), ...render(words, locale) };
}

/** A subject is one line: names in it were typed by somebody. */
const oneLine = (text: string) => text.replace(/\s+/g, " ").trim().slice(0, 200);
