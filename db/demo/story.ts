/** Who works in the demo workspace. */
export const people = {
  siyuan: { name: "李思远", role: "owner" },
  min: { name: "王敏", role: "agent" },
  june: { name: "June Takahashi", role: "agent" },
} as const;
export type Person = keyof typeof people;

export const queues = {
  service: { name: "售后", members: ["siyuan", "min", "june"] },
  shop: { name: "门店咨询", members: ["siyuan", "june"] },
} as const satisfies Record<string, { name: string; members: readonly Person[] }>;

export const lines = {
  cn: { name: "华东短信", number: "+862155550100", country: "CN", queue: "service" },
  us: { name: "North America SMS", number: "+14155550100", country: "US", queue: "shop" },
} as const;
export type LineName = keyof typeof lines;

/** One thing that happens in a conversation. `ago`: minutes before now. */
export type Step = { ago: number } & (
  | { text: string }
  | { by: Person; reply: string }
  | { by: Person; note: string }
  | { by: Person; act: "pick up" | "end" | "archive" }
  | { by: Person; to: Person }
);

export type Story = {
  line: LineName;
  phone: string;
  /** Known as a contact under this name. */
  contact?: { name: string; company?: string };
  /** Answers to this phone fail with this code. */
  fails?: "10001" | "10007";
  /** Whom it should still show as unread to. */
  unreadFor?: Person;
  steps: Step[];
};

const day = 24 * 60;

/** A working day of an outdoor shop with customers in two languages. All numbers are invented. */
export const stories: Story[] = [
  {
    line: "cn",
    phone: "+8613800013800",
    contact: { name: "周雨桐" },
    steps: [
      { ago: 21 * day, text: "帐篷雨棚缝线渗水，下雨天睡袋都湿了" },
      { ago: 21 * day - 4, by: "june", act: "pick up" },
      { ago: 21 * day - 6, by: "june", reply: "抱歉让您淋雨了。麻烦发一下订单号，我们给您补寄缝线胶条。" },
      { ago: 21 * day - 9, text: "YL-18830，谢谢" },
      { ago: 21 * day - 30, by: "june", act: "end" },
    ],
  },
  {
    line: "cn",
    phone: "+8613800013800",
    contact: { name: "周雨桐" },
    fails: "10001",
    steps: [
      { ago: 34, text: "你好，上个月买的 Ridge 38L 背包，腰带的扣子断了，还在保修期吗？订单 YL-20418" },
      { ago: 33, by: "siyuan", act: "pick up" },
      {
        ago: 32,
        by: "siyuan",
        reply: "周女士您好，在保修期内的。麻烦看一下扣子内侧有没有 YKK 的字样，今天就给您寄新的卡扣。",
      },
      { ago: 31, by: "siyuan", note: "这批 38L 的卡扣是第 3 例了，仓库还有 YKK 25 mm 的吗？" },
      { ago: 23, text: "有的，就是断掉的那个" },
      { ago: 22, by: "siyuan", reply: "新卡扣今天下午寄出，顺丰单号 SF1420 8861 0937。" },
    ],
  },
  {
    line: "cn",
    phone: "+8613912345670",
    contact: { name: "陈子涵" },
    unreadFor: "siyuan",
    steps: [
      { ago: 180, text: "门店可以试背吗？" },
      { ago: 178, by: "siyuan", act: "pick up" },
      { ago: 176, by: "siyuan", reply: "可以的，每家店都有加了负重的试背包，周末人多，建议上午来。" },
      { ago: 3, text: "好的，那我周六上午过去取，需要带身份证吗？" },
      { ago: 2, text: "还有，能开发票吗" },
    ],
  },
  {
    line: "us",
    phone: "+14155550182",
    unreadFor: "siyuan",
    steps: [{ ago: 12, text: "Is the trail map PDF included with the tent, or is that a separate download?" }],
  },
  {
    line: "us",
    phone: "+15035550164",
    contact: { name: "Marcus Oyelaran", company: "Cascade Guides" },
    unreadFor: "siyuan",
    steps: [
      { ago: 95, text: "Hi, I'd like a quote for 12 Ridge 38L packs for our guides. Do you do team pricing?" },
      { ago: 92, by: "siyuan", act: "pick up" },
      {
        ago: 90,
        by: "siyuan",
        reply:
          "Hi Marcus, from ten packs on it is 15% off, with your logo on the lid at no charge. Shall I reserve twelve?",
      },
      { ago: 9, text: "Yes please. Invoice to Cascade Guides LLC, same address as last spring." },
    ],
  },
  {
    line: "cn",
    phone: "+8613700001116",
    contact: { name: "欧阳明哲" },
    steps: [
      { ago: 7, text: "请问昨天预约的雪板打蜡，今天几点可以取？" },
      { ago: 6, text: "我六点下班，来得及吗？" },
    ],
  },
  {
    line: "us",
    phone: "+16175550139",
    steps: [{ ago: 1, text: "Do you have the Alder boots in a 42 wide? Your site says 2 left in Boston." }],
  },
  {
    line: "cn",
    phone: "+8613600002227",
    contact: { name: "高丽娜", company: "城北徒步俱乐部" },
    steps: [
      { ago: 260, text: "我们俱乐部 30 个人，想团购冲锋衣，有折扣吗？" },
      { ago: 258, by: "min", act: "pick up" },
      { ago: 255, by: "min", reply: "高老师您好！30 件可以打 8 折，还能在袖口绣俱乐部的名字。" },
      { ago: 250, text: "太好了，我先统计一下尺码" },
      { ago: 248, by: "min", note: "和思远确认过，8 折可以，运费我们出。" },
      { ago: 246, by: "min", to: "siyuan" },
      { ago: 120, by: "siyuan", reply: "高老师，尺码表发您了：S 到 XXL 都有现货，周五前确认可以赶上周末的活动。" },
      { ago: 118, text: "收到，周四给您" },
    ],
  },
  {
    line: "us",
    phone: "+12125550147",
    contact: { name: "Ágnes Várkonyi" },
    steps: [
      { ago: day + 60, text: "One of my trekking poles won't lock any more. It's the lower section." },
      { ago: day + 55, by: "june", act: "pick up" },
      {
        ago: day + 52,
        by: "june",
        reply:
          "Sorry about that, Ágnes. That lock is covered for life. A replacement section leaves our warehouse tomorrow.",
      },
      { ago: day + 20, text: "That was quick, thank you!" },
      { ago: day + 10, by: "june", act: "end" },
    ],
  },
  {
    line: "cn",
    phone: "+8613500003338",
    contact: { name: "罗晓晨" },
    steps: [
      { ago: 2 * day, text: "退款三天了还没到账" },
      { ago: 2 * day - 5, by: "siyuan", act: "pick up" },
      { ago: 2 * day - 8, by: "siyuan", reply: "您好，已经帮您催了银行，通常今天 18 点前到账。到账后会有短信提醒。" },
      { ago: day + 300, text: "谢谢，已经收到退款了" },
      { ago: day + 290, by: "siyuan", act: "archive" },
    ],
  },
  {
    line: "us",
    phone: "+13125550128",
    contact: { name: "Tomasz Kowalczyk" },
    steps: [
      { ago: 3 * day, text: "Does the 2-person version pitch freestanding on rock?" },
      { ago: 3 * day - 7, by: "siyuan", act: "pick up" },
      {
        ago: 3 * day - 9,
        by: "siyuan",
        reply: "Yes, the 2-person version pitches freestanding. Take four stones for the vestibule.",
      },
      { ago: 3 * day - 40, text: "Perfect. Ordering it now." },
      { ago: 3 * day - 50, by: "siyuan", act: "end" },
    ],
  },
  {
    line: "cn",
    phone: "+8613400004449",
    contact: { name: "郑浩然" },
    steps: [
      { ago: 48, text: "背包肩带可以单独买吗？" },
      { ago: 45, by: "min", act: "pick up" },
      { ago: 44, by: "min", reply: "可以的，Ridge 系列的肩带都能单独购买和更换，您是 M 还是 L 背长？" },
    ],
  },
];
