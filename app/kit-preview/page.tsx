"use client";
import { Archive, ArrowRightLeft, Coffee, Ellipsis, Hand, History, Inbox, PanelRight, Pencil, Send, Settings2, Trash2, Users } from "lucide-react";
import { useState } from "react";
import { Alert } from "@/app/_ui/alert";
import { Avatar } from "@/app/_ui/avatar";
import { Badge } from "@/app/_ui/badge";
import { Button } from "@/app/_ui/button";
import { Card, CardBody, CardHead } from "@/app/_ui/card";
import { ChannelBadge, ChannelTile, type ChannelKind } from "@/app/_ui/channel-badge";
import { Checkbox } from "@/app/_ui/checkbox";
import { Combobox, MultiCombobox } from "@/app/_ui/combobox";
import { ConfirmDialog } from "@/app/_ui/confirm-dialog";
import { CopyField } from "@/app/_ui/copy-button";
import { Count } from "@/app/_ui/count";
import { Dialog, DialogClose } from "@/app/_ui/dialog";
import { EmptyState } from "@/app/_ui/empty-state";
import { Field } from "@/app/_ui/field";
import { IconButton } from "@/app/_ui/icon-button";
import { Input } from "@/app/_ui/input";
import { KeyValue, KeyValues } from "@/app/_ui/key-values";
import { LiveLight } from "@/app/_ui/live-light";
import { Menu, MenuItem, MenuSeparator } from "@/app/_ui/menu";
import { NumberField } from "@/app/_ui/number-field";
import { PageHeader } from "@/app/_ui/page-header";
import { PasswordInput } from "@/app/_ui/password-input";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { Popover } from "@/app/_ui/popover";
import { RadioCards } from "@/app/_ui/radio-cards";
import { RelativeTime, ExactTime } from "@/app/_ui/relative-time";
import { SecretField } from "@/app/_ui/secret-field";
import { Segmented } from "@/app/_ui/segmented";
import { Select } from "@/app/_ui/select";
import { SkeletonRows } from "@/app/_ui/skeleton";
import { StatusDot } from "@/app/_ui/status-dot";
import { Switch } from "@/app/_ui/switch";
import { Table, TBody, Td, TdName, TableScroll, Th, THead, Tr } from "@/app/_ui/table";
import { LinkTabs, TabPanel, Tabs } from "@/app/_ui/tabs";
import { Textarea } from "@/app/_ui/textarea";
import { toast } from "@/app/_ui/toast";
import { NavShell } from "@/app/_shell/nav-shell";
import { WorkspaceSwitcher } from "@/app/_shell/workspace-switcher";
import { MeFoot } from "@/app/_shell/me-foot";
import { PageBody } from "@/app/_shell/page-body";

const kinds: ChannelKind[] = ["sms", "whatsapp", "email", "web", "push", "voice"];
export default function Kit() {
  const [seg, setSeg] = useState<"a" | "b" | "c">("a");
  const [card, setCard] = useState<"q" | "p">("q");
  const [who, setWho] = useState<string | null>("li");
  const [many, setMany] = useState<string[]>(["li", "ana"]);
  const [busy, setBusy] = useState(false);
  const [secret, setSecret] = useState<string | null>(null);
  const people = [{ value: "li", label: "李思远" }, { value: "ana", label: "Ana Ruiz" }, { value: "wang", label: "王敏" }];
  return (
    <NavShell
      label="主导航"
      brand={<WorkspaceSwitcher current={{ name: "云岭户外", slug: "yl" }} others={[{ name: "Northbeam Outfitters", slug: "nb" }]} footer={<MenuItem>新工作区</MenuItem>} />}
      items={[
        { kind: "item", href: "/kit-preview", label: "我的会话", icon: <Inbox />, count: 4 },
        { kind: "item", href: "/w", label: "待接管", icon: <Hand />, count: 7, hot: true, sub: [{ href: "/w/1", label: "售后", count: 5, hot: "6:42" }, { href: "/w/2", label: "门店咨询", count: 2 }] },
        { kind: "item", href: "/a", label: "已存档", icon: <Archive /> },
        { kind: "head", label: "工作区" },
        { kind: "item", href: "/s", label: "设置", icon: <Settings2 /> },
      ]}
      live={<LiveLight state="offline" since={new Date()} />}
      me={<MeFoot id="li" name="李思远" status={<StatusDot tone="success">空闲</StatusDot>} menu={<MenuItem>退出</MenuItem>} />}
      bottom={[{ href: "/kit-preview", label: "会话", icon: <Inbox />, count: 4 }, { href: "/w", label: "待接管", icon: <Hand /> }, { href: "/c", label: "客户", icon: <Users /> }]}
    >
      <div className="overflow-y-auto">
        <PageHeader title="North America SMS" badge={<Badge tone="success" dot>Connected</Badge>} subtitle="Twilio · since 14 Nov, 09:12" lead={<ChannelTile kind="sms" />} actions={<><Button variant="ghost" icon={<History />}>Check now</Button><Button icon={<Send />}>Send a test</Button></>} back={{ href: "/", label: "Back" }} />
        <LinkTabs label="x" tabs={[{ href: "/kit-preview", label: "Health" }, { href: "/b", label: "Numbers", count: 3 }]} />
        <PageBody aside={<><Card><CardHead title="Webhook address" /><CardBody><CopyField label="copy" value="https://northbeam.example/api/webhooks/abc/def" /></CardBody></Card><Card><CardHead title="Facts" /><CardBody><KeyValues><KeyValue label="渠道类型">短信 · Twilio</KeyValue><KeyValue label="客户号码"><PhoneNumber e164="+14155550182" copy /></KeyValue><KeyValue label="时间"><RelativeTime at={Date.now() - 130000} /> · <ExactTime at={Date.now()} /></KeyValue></KeyValues></CardBody></Card></>}>
          <Alert tone="warning" title="16 messages were refused yesterday." actions={<Button size="sm">Move the number</Button>} details="30034">Replies from that number keep failing until it is.</Alert>
          <Card><CardHead title="Buttons" /><CardBody className="flex flex-wrap items-center gap-2">
            <Button variant="primary">发布版本 13</Button><Button icon={<ArrowRightLeft />}>转移</Button><Button variant="ghost" icon={<History />}>版本</Button><Button variant="soft">添加号码</Button><Button variant="danger">删除渠道</Button><Button variant="danger-solid">结束会话</Button><Button variant="note">添加备注</Button>
            <Button variant="primary" loading icon={<Send />}>发送中</Button><Button variant="primary" loading>保存</Button><Button disabled>存档</Button><Button disabledReason="Only administrators">With reason</Button><Button size="sm">取消存档</Button><IconButton label="More" icon={<Ellipsis />} kbd="Mod+K" /><IconButton label="Panel" icon={<PanelRight />} pressed />
            <Button id="focusme" variant="primary">接管</Button><Button onClick={() => { setBusy(true); setTimeout(() => setBusy(false), 2000); }} loading={busy}>busy</Button>
          </CardBody></Card>
          <Card><CardHead title="Status" /><CardBody className="flex flex-col gap-3"><div className="flex flex-wrap gap-4"><StatusDot tone="success">已连接</StatusDot><StatusDot tone="danger">未授权</StatusDot><StatusDot tone="warning">未知来源</StatusDot><StatusDot hollow>已停止</StatusDot><StatusDot tone="accent" pulse>运行中</StatusDot></div>
            <div className="flex flex-wrap gap-2"><Badge tone="warning">待接管 6:42</Badge><Badge tone="accent" dot>进行中</Badge><Badge>已关闭</Badge><Badge tone="danger">未送达</Badge><Badge tone="info">试运行</Badge><Badge tone="outline" icon={<Pencil />}>草稿</Badge><Badge size="xs">售后</Badge><Badge size="xs" tone="warning">xs</Badge><Count value={12} /><Count value={120} tone="neutral" /></div>
            <div className="flex flex-wrap gap-3">{kinds.map((k) => <span key={k} className="flex items-center gap-1.5"><ChannelBadge kind={k} />{k}</span>)}{kinds.map((k) => <ChannelTile key={k} kind={k} />)}</div>
            <div className="flex gap-2">{["陈子涵", "Marcus Oyelaran", "Ágnes Várkonyi", null, "罗晓晨"].map((n, i) => <Avatar key={n} id={`x${i}`} name={n} size="row" channel={kinds[i]} />)}<Avatar id="q" name="Li" size="l" /><Avatar id="q3" name="Li" size="s" /><Avatar id="q3" name="Li" size="xs" square /></div>
          </CardBody></Card>
          <Card><CardHead title="Fields" /><CardBody className="grid gap-3.5 sm:grid-cols-2">
            <Field label="渠道名称" help="只有同事看得到"><Input defaultValue="华东售后" /></Field>
            <Field label="发送速率" help="超过的消息排队，不会丢失"><NumberField defaultValue={12} unit="条/秒" min={1} max={100} /></Field>
            <Field label="号码" error="少了 2 位数字"><Input defaultValue="+86 21 5555 01" /></Field>
            <Field label="Auth token"><SecretField stored value={secret} onChange={setSecret} changedBy="Changed by Ana Ruiz, 3 Nov 16:41" /></Field>
            <Field label="Password" side={<a href="/x" className="text-accent-text">Forgot?</a>}><PasswordInput defaultValue="hunter22222" /></Field>
            <Field label="Destination" optional><Select items={[{ value: "q", label: "Support queue", description: "6 agents", icon: <Users /> }, { value: "p", label: "June Takahashi" }]} defaultValue="q" /></Field>
            <Field label="Agent"><Combobox items={people} value={who} onValueChange={setWho} clearable /></Field>
            <Field label="Agents"><MultiCombobox items={people} value={many} onValueChange={setMany} /></Field>
            <Field label="Note" className="sm:col-span-2"><Textarea defaultValue="另外给您补了一张 50 元的维修券" /></Field>
            <Checkbox label="允许创建会话的分机" description="可以主动联系客户" defaultChecked /><Switch label="自动关闭会话" description="超时后自动关闭" defaultChecked />
            <Field label="Off"><Input disabled defaultValue="off" /></Field>
            <div className="flex items-center gap-3"><Segmented label="seg" value={seg} onValueChange={setSeg} items={[{ value: "a", label: "最近" }, { value: "b", label: "未读", count: 4 }, { value: "c", label: "待回复" }]} /><Checkbox aria-label="x" indeterminate /></div>
            <RadioCards className="sm:col-span-2" columns={2} label="dest" value={card} onValueChange={setCard} items={[{ value: "q", label: "消息队列", description: "队列里的每位坐席都能接管" }, { value: "p", label: "分机", description: "直接给一个人" }]} />
          </CardBody></Card>
          <Card><TableScroll label="Numbers"><Table><THead><Tr><Th>Number</Th><Th>Destination</Th><Th align="right" sort="desc" onSort={() => {}}>Total sent</Th><Th align="right"><span className="sr-only">Actions</span></Th></Tr></THead><TBody><Tr><TdName primary={<PhoneNumber e164="+14155550100" />} secondary="San Francisco · toll line" /><Td>Support queue</Td><Td align="right">418</Td><Td align="right"><Menu trigger={<IconButton label="Actions" icon={<Ellipsis />} size="sm" />}><MenuItem icon={<Pencil />} kbd="E">Edit</MenuItem><MenuItem href="/x">Open</MenuItem><MenuSeparator /><MenuItem danger icon={<Trash2 />}>Delete</MenuItem></Menu></Td></Tr><Tr selected><TdName primary={<PhoneNumber e164="+8613800138000" />} secondary="上海" /><Td>June</Td><Td align="right">1,062</Td><Td /></Tr></TBody></Table></TableScroll></Card>
          <Card><CardBody className="flex flex-wrap gap-2 pt-4">
            <Button id="t1" onClick={() => { toast.done("已存档 周雨桐", { undo: () => toast.info("undone"), icon: <Archive className="text-success-text" /> }); toast.error("没有送达：该号码已停机或关机", { details: "30005" }); toast.info("王敏 2 秒前接管了这个会话"); }}>Toasts</Button>
            <ConfirmDialog trigger={<Button id="t2">Confirm</Button>} title="结束与周雨桐的会话？" body="会话移到已存档，不能再写。她再来信会开启新会话。还有 1 条消息没有送达。" confirmLabel="结束会话" onConfirm={() => new Promise((r) => setTimeout(r, 1500))} />
            <ConfirmDialog trigger={<Button>Typed</Button>} title="删除渠道？" body="2 个号码会停用。" typeToConfirm="华东售后" confirmLabel="删除渠道" onConfirm={() => {}} />
            <Dialog trigger={<Button id="t3">Dialog</Button>} title="添加号码" description="号码来自运营商" footer={<><DialogClose render={<Button>取消</Button>} /><Button variant="primary">添加号码</Button></>}><Field label="号码"><Input /></Field><Field label="去向"><Select items={[{ value: "q", label: "Support queue" }]} /></Field></Dialog>
            <Popover trigger={<Button>Popover</Button>} title="Filter"><Checkbox label="未读" /></Popover>
          </CardBody></Card>
          <Card><Tabs label="t" className="p-4" tabs={[{ value: "a", label: "鉴权信息" }, { value: "b", label: "消息设置", count: 2 }]}><TabPanel value="a" className="py-3">A</TabPanel><TabPanel value="b" className="py-3">B</TabPanel></Tabs></Card>
          <Card><SkeletonRows rows={2} /><EmptyState icon={<Coffee />} title="没有人在等待" action={<Button size="sm">x</Button>}>2 个队列，5 位坐席空闲。新会话会出现在这里。</EmptyState></Card>
        </PageBody>
      </div>
    </NavShell>
  );
}
