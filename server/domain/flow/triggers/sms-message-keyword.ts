import { select, texts } from "../fields";
import { t } from "../types";
import { builtInsFrom } from "../variables";
import { matchedWord } from "./keywords";
import { messageFields, onNumber, sameNumbers, trigger } from "./trigger";

export const smsMessageKeyword = trigger({
  id: "sms.message.keyword",
  label: t("Keyword", "关键词"),
  help: t("As above, only when the text matches one of the words.", "仅当短信内容匹配关键词时启动。"),
  icon: "key-round",
  kinds: ["sms"],
  fields: {
    words: texts(t("Keywords", "关键词"), { max: 50, required: true }),
    match: select(t("The word must be", "匹配方式"), [
      { value: "whole", label: t("the whole text", "完全匹配") },
      { value: "word", label: t("a word of the text", "包含该词") },
      { value: "contains", label: t("anywhere in the text", "包含该文字") },
    ]),
    ...messageFields,
  },
  provides: builtInsFrom("message", "sms", "keyword"),
  matches: (config, it) => {
    if (it.kind !== "message" || it.channel !== "sms" || !onNumber(config, it.numberId)) return null;
    const word = matchedWord(it.text, config.words, config.match);
    return word === null ? null : { matched_word: word };
  },
  overlaps: (one, other) =>
    sameNumbers(one, other) && one.words.some((word) => matchedWord(word, other.words, "contains")),
});
