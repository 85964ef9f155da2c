import { t } from "../types";
import { type FlowTemplate, graphOf } from "./build";

const menu = t(
  'Hello {{ user_fullname | default: "there" }}. Reply 1 for opening hours, 2 for prices, 0 for a person.',
  '您好，{{ user_fullname | default: "朋友" }}。回复 1 查询营业时间，回复 2 查询价格，回复 0 转人工。',
);
const hours = t("We are open Monday to Friday, 9:00 to 18:00.", "我们的营业时间是周一至周五 9:00–18:00。");
const prices = t("You find all prices on our website.", "全部价格请见我们的网站。");
const again = t("Sorry, we did not understand. ", "抱歉，没有理解您的回复。");

const cases = [
  { id: "hours", op: "inList", value: "1, hours, 营业时间" },
  { id: "prices", op: "inList", value: "2, price, prices, 价格" },
  { id: "person", op: "inList", value: "0, help, 人工" },
];

/** A menu by keyword: asks, waits, answers or hands over; asks once more when it did not understand. */
export const keywordMenu: FlowTemplate = {
  id: "keyword-menu",
  label: t("Menu by keyword", "关键词菜单"),
  help: t("Answers simple questions by itself and hands the rest to the agents.", "自动回答常见问题，其余转给座席。"),
  kind: "sms",
  build: (language, makeId) =>
    graphOf(
      {
        start: { type: "start", name: t("Start", "开始"), at: [0, 1], next: { SUCCESS: "menu" } },
        menu: {
          type: "reply",
          name: t("Send the menu", "发送菜单"),
          at: [1, 1],
          config: { text: menu[language] },
          next: { SUCCESS: "wait" },
        },
        wait: {
          type: "wait_reply",
          name: t("Wait for the choice", "等待客户选择"),
          at: [2, 1],
          config: { timeout: { n: 1, unit: "days" }, save: "var_choice" },
          next: { REPLIED: "choice", TIMEOUT: "all" },
        },
        choice: {
          type: "switch",
          name: t("What was chosen", "判断选择"),
          at: [3, 1],
          config: { input: "lower(trim(var_choice))", cases },
          next: { "opt:hours": "hours", "opt:prices": "prices", "opt:person": "all", ELSE: "count" },
        },
        hours: {
          type: "reply",
          name: t("Opening hours", "营业时间"),
          at: [4.6, 0],
          config: { text: hours[language] },
          next: { SUCCESS: "end" },
        },
        prices: {
          type: "reply",
          name: t("Prices", "价格"),
          at: [4.6, 1],
          config: { text: prices[language] },
          next: { SUCCESS: "end" },
        },
        count: {
          type: "set_variable",
          name: t("Count the misses", "记录未匹配次数"),
          at: [4.6, 2],
          config: { set: [{ var: "var_misses", op: "add", from: "literal", as: "number", literal: "1" }] },
          next: { SUCCESS: "enough" },
        },
        enough: {
          type: "expression",
          name: t("Missed twice?", "是否两次未匹配"),
          at: [5.6, 2],
          config: { mode: "code", code: "var_misses >= 2" },
          next: { TRUE: "all", FALSE: "again" },
        },
        again: {
          type: "reply",
          name: t("Ask once more", "再次询问"),
          at: [6.6, 2],
          config: { text: again[language] + menu[language] },
          next: { SUCCESS: "wait" },
        },
        all: {
          type: "assign_all",
          name: t("Assign to all agents", "分配给全体座席人员"),
          at: [5.6, 3],
          next: { SUCCESS: "end" },
        },
        end: { type: "end", name: t("End", "结束"), at: [7.6, 1] },
      },
      {
        kind: "sms",
        trigger: { id: "sms.message.keyword", config: { words: ["menu", "菜单"], match: "whole" } },
      },
      language,
      makeId,
    ),
};
