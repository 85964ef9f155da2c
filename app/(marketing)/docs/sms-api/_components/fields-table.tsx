import { getLocale, getTranslations } from "next-intl/server";
import { Table, TableScroll, Td, THead, Th } from "@/app/_ui/table";
import type { ContractField } from "@/server/channels/carriers/general-contract";
import { Wire } from "./code";

/** The fields of a body, as its schema says. */
export async function FieldsTable({ label, fields }: { label: string; fields: ContractField[] }) {
  const t = await getTranslations("sms-api.fields");
  const locale = (await getLocale()) === "zh-CN" ? "zh-CN" : "en";
  return (
    <TableScroll label={label} className="border border-line bg-panel">
      <Table>
        <THead>
          <tr>
            <Th>{t("name")}</Th>
            <Th>{t("type")}</Th>
            <Th>{t("needed")}</Th>
            <Th>{t("meaning")}</Th>
          </tr>
        </THead>
        <tbody className="[&_tr:last-child_td]:border-b-0">
          {fields.map(({ path, type, required, words }) => (
            <tr key={path}>
              <Td className="whitespace-nowrap">
                <Wire>{path}</Wire>
              </Td>
              <Td className="text-12 text-ink-2">{type}</Td>
              <Td className="whitespace-nowrap text-ink-2">{t(required ? "yes" : "no")}</Td>
              <Td className="min-w-52">{words[locale]}</Td>
            </tr>
          ))}
        </tbody>
      </Table>
    </TableScroll>
  );
}
