"use client";

import { useMutation } from "@tanstack/react-query";
import { Ellipsis, ImagePlus, Pencil, SendHorizontal, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { type FormEvent, type KeyboardEvent, useId, useRef, useState } from "react";
import { useTRPC } from "@/app/_trpc/client";
import { useProblemText } from "@/app/_trpc/problem";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { Dialog } from "@/app/_ui/dialog";
import { Field } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { Input } from "@/app/_ui/input";
import { Menu, MenuItem } from "@/app/_ui/menu";
import { formatPhone, PhoneNumber } from "@/app/_ui/phone-number";
import { Select } from "@/app/_ui/select";
import { Textarea } from "@/app/_ui/textarea";
import { toast } from "@/app/_ui/toast";
import type { Phone } from "@/server/sandbox/phones";
import { BehaviourButton } from "./behaviour-button";
import { Texts } from "./texts";

type PhonePanelProps = {
  channelId: string;
  numbers: readonly string[];
  phone: Phone;
  onChanged: () => unknown;
};

/** One pretended phone: who it is, what it does with answers, its texts, and a field to write the next one. */
export function PhonePanel({ channelId, numbers, phone, onChanged }: PhonePanelProps) {
  const t = useTranslations("phones");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [renaming, setRenaming] = useState(false);
  const [removing, setRemoving] = useState(false);
  const remove = useMutation(trpc.sandbox.removePhone.mutationOptions());
  const name = phone.name || t("unnamed");
  const unique = `${name} ${formatPhone(phone.address)}`;
  return (
    <section
      aria-label={unique}
      className="flex h-[min(560px,80dvh)] flex-col overflow-hidden rounded-[20px] border border-line-2 bg-panel shadow-2"
    >
      <header className="flex items-center gap-2.5 border-line border-b px-3.5 pt-3 pb-2">
        <Avatar id={phone.id} name={phone.name} />
        <div className="min-w-0 flex-1">
          <h2 className="cut font-semibold">
            <bdi>{name}</bdi>
          </h2>
          <p className="text-12 text-ink-3">
            <PhoneNumber e164={phone.address} copy />
          </p>
        </div>
        <Menu trigger={<IconButton size="sm" label={t("actions", { name: unique })} icon={<Ellipsis />} />}>
          <MenuItem icon={<Pencil />} onClick={() => setRenaming(true)}>
            {t("rename")}
          </MenuItem>
          <MenuItem icon={<Trash2 />} danger onClick={() => setRemoving(true)}>
            {t("remove")}
          </MenuItem>
        </Menu>
      </header>
      <Texts label={t("thread", { name: unique })} texts={phone.texts} several={numbers.length > 1} />
      <Writer channelId={channelId} numbers={numbers} phone={phone} name={unique} onSent={onChanged} />
      <footer className="border-line border-t px-2 py-1.5">
        <BehaviourButton phone={phone} onChanged={onChanged} />
      </footer>
      {renaming && <RenameDialog phone={phone} onClose={() => setRenaming(false)} onChanged={onChanged} />}
      {removing && (
        <ConfirmDialog
          open
          onOpenChange={setRemoving}
          title={t("removeTitle", { name })}
          body={t("removeBody")}
          confirmLabel={t("removeConfirm")}
          onConfirm={async () => {
            try {
              await remove.mutateAsync({ phoneId: phone.id });
            } catch (error) {
              toast.error(problemText(error));
              throw error;
            }
            await onChanged();
            toast.done(t("done.removed", { name }));
          }}
        />
      )}
    </section>
  );
}

type WriterProps = Omit<PhonePanelProps, "onChanged"> & { name: string; onSent: () => unknown };

function Writer({ channelId, numbers, phone, name, onSent }: WriterProps) {
  const t = useTranslations("phones");
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [text, setText] = useState("");
  const file = useRef<HTMLInputElement>(null);
  const [chosen, setChosen] = useState<string>();
  // Answer where one was written to last, as a phone does.
  const number = chosen ?? phone.texts.at(-1)?.number ?? numbers[0] ?? "";
  const to = numbers.includes(number) ? number : (numbers[0] ?? "");
  const send = useMutation(
    trpc.sandbox.text.mutationOptions({
      onSuccess: async () => {
        await onSent();
      },
      onError: (error, { text: unsent }) => {
        setText((now) => now || (unsent ?? ""));
        toast.error(problemText(error));
      },
    }),
  );
  const submit = (event?: FormEvent) => {
    event?.preventDefault();
    if (text.trim() === "" || to === "") return;
    send.mutate({ channelId, phone: phone.address, number: to, text: text.trim() });
    setText("");
  };
  const sendPicture = async (picked: File) => {
    if (picked.size > largestPicture) {
      toast.error(t("pictureTooLarge"));
      return;
    }
    const content = await base64Of(picked);
    const picture = { name: picked.name, contentType: picked.type, content };
    send.mutate({ channelId, phone: phone.address, number: to, text: text.trim(), picture });
    setText("");
  };
  const keys = (event: KeyboardEvent) => {
    // Enter that ends the composition of a word sends nothing.
    if (event.key !== "Enter" || event.shiftKey || event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    submit();
  };
  return (
    <form onSubmit={submit} className="flex flex-none flex-col gap-1.5 px-2.5 pb-2.5">
      {numbers.length > 1 && (
        <Select
          size="sm"
          label={t("toLabel")}
          value={to}
          onValueChange={setChosen}
          items={numbers.map((value) => ({ value, label: t("to", { number: formatPhone(value) }) }))}
        />
      )}
      <div className="flex items-end gap-1.5">
        <Textarea
          autoGrow
          rows={1}
          aria-label={t("writeTo", { name })}
          placeholder={numbers.length === 1 ? t("to", { number: formatPhone(to) }) : t("placeholder")}
          value={text}
          maxLength={1600}
          onChange={(event) => setText(event.target.value)}
          onKeyDown={keys}
          className="max-h-32 min-h-0 flex-1"
        />
        <IconButton
          label={t("picture")}
          icon={<ImagePlus />}
          disabled={to === ""}
          onClick={() => file.current?.click()}
        />
        <input
          ref={file}
          type="file"
          accept="image/*"
          hidden
          aria-label={t("pictureOf", { name })}
          onChange={({ currentTarget }) => {
            const [picked] = currentTarget.files ?? [];
            currentTarget.value = "";
            if (picked) void sendPicture(picked);
          }}
        />
        <IconButton
          label={t("send")}
          icon={<SendHorizontal />}
          type="submit"
          disabled={text.trim() === "" || to === ""}
        />
      </div>
    </form>
  );
}

/** Unit: bytes; what a pretended phone may send. */
const largestPicture = 5 * 1024 * 1024;

async function base64Of(file: File): Promise<string> {
  const address = await new Promise<string>((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(String(reader.result));
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(file);
  });
  return address.slice(address.indexOf(",") + 1);
}

function RenameDialog({ phone, onClose, onChanged }: { phone: Phone; onClose: () => void; onChanged: () => unknown }) {
  const t = useTranslations("phones");
  const common = useTranslations("common");
  const form = useId();
  const trpc = useTRPC();
  const problemText = useProblemText();
  const [name, setName] = useState(phone.name);
  const rename = useMutation(
    trpc.sandbox.changePhone.mutationOptions({
      onSuccess: async () => {
        await onChanged();
        onClose();
      },
    }),
  );
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title={t("renameTitle")}
      footer={
        <>
          <Button onClick={onClose}>{common("cancel")}</Button>
          <Button type="submit" form={form} variant="primary" loading={rename.isPending}>
            {t("renameSave")}
          </Button>
        </>
      }
    >
      <form
        id={form}
        onSubmit={(event) => {
          event.preventDefault();
          rename.mutate({ phoneId: phone.id, name });
        }}
      >
        <Field label={t("name")} help={t("nameHelp")} error={rename.error ? problemText(rename.error) : undefined}>
          <Input
            value={name}
            maxLength={60}
            placeholder={t("namePlaceholder")}
            onChange={(event) => setName(event.target.value)}
          />
        </Field>
      </form>
    </Dialog>
  );
}
