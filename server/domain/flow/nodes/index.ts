import type { NodeType } from "../types";
import { agents_offline } from "./agents-offline";
import { assign_agent } from "./assign-agent";
import { assign_all } from "./assign-all";
import { assign_queue } from "./assign-queue";
import { delay } from "./delay";
import { end } from "./end";
import { expression } from "./expression";
import { get_contact_data } from "./get-contact-data";
import { is_assigned } from "./is-assigned";
import { jump } from "./jump";
import { note } from "./note";
import { reply } from "./reply";
import { set_variable } from "./set-variable";
import { start } from "./start";
import { switchNode } from "./switch";
import { tag } from "./tag";
import { transform_message } from "./transform-message";
import { wait_reply } from "./wait-reply";

export type NodeRegistry = Readonly<Record<string, NodeType>>;

/** A node is its file and its line here, in the order of the palette. */
export const nodes: NodeRegistry = {
  start,
  end,
  jump,
  note,
  expression,
  switch: switchNode,
  is_assigned,
  agents_offline,
  reply,
  transform_message,
  assign_all,
  assign_agent,
  assign_queue,
  get_contact_data,
  set_variable,
  tag,
  wait_reply,
  delay,
};
