"use client";

import { keepPreviousData, useInfiniteQuery } from "@tanstack/react-query";
import { BookUser, RotateCw, Search } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useDeferredValue, useEffect, useRef, useState } from "react";
import { useMe } from "@/app/_live/live-provider";
import { TopBar } from "@/app/_shell/top-bar";
import { useTRPC } from "@/app/_trpc/client";
import { Avatar } from "@/app/_ui/avatar";
import { Button } from "@/app/_ui/button";
import { EmptyState } from "@/app/_ui/empty-state";
import { Input } from "@/app/_ui/input";
import { PhoneNumber } from "@/app/_ui/phone-number";
import { SkeletonRows } from "@/app/_ui/skeleton";

/** Contacts by name, searched while typing, more loaded as the list is scrolled. */
export function ContactsPage() {
  const t = useTranslations("contacts");
  const me = useMe();
  const trpc = useTRPC();
  const [text, setText] = useState("");
  const wanted = useDeferredValue(text.trim());
  const answer = useInfiniteQuery({
    ...trpc.contacts.list.infiniteQueryOptions({ text: wanted }, { getNextPageParam: (page) => page.next }),
    placeholderData: keepPreviousData,
  });
  const rows = answer.data?.pages.flatMap((page) => page.rows) ?? [];
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = answer;
  useEffect(() => {
    const element = end.current;
    if (!element || !hasNextPage || isFetchingNextPage) return;
    const observer = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      rootMargin: "400px",
    });
    observer.observe(element);
    return () => observer.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage]);

  return (
    <>
      <TopBar className="max-md:h-14">
        <h1 className="flex-none font-semibold text-16 max-md:text-20">{t("title")}</h1>
        <div className="ml-auto w-full max-w-72">
          <Input
            type="search"
            aria-label={t("search")}
            placeholder={t("search")}
            start={<Search className="icon-14" />}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        </div>
      </TopBar>
      <div className="min-h-0 flex-1 overflow-y-auto bg-panel">
        {answer.isPending ? (
          <SkeletonRows rows={8} />
        ) : answer.isError ? (
          <EmptyState
            icon={<RotateCw />}
            title={t("failed")}
            action={
              <Button size="sm" onClick={() => void answer.refetch()}>
                {t("retry")}
              </Button>
            }
          />
        ) : rows.length === 0 ? (
          <EmptyState icon={<BookUser />} title={t(wanted ? "nothing" : "none")}>
            {!wanted && t("noneBody")}
          </EmptyState>
        ) : (
          <ul>
            {rows.map((one) => (
              <li key={one.id}>
                <Link
                  href={`/${me.tenant.slug}/contacts/${one.id}`}
                  className="ring-inset-focus flex min-h-14 items-center gap-3 border-line border-b px-4 py-2 hover:bg-hover"
                >
                  <Avatar id={one.id} name={one.name} size="row" />
                  <span className="min-w-0 flex-1">
                    <bdi className="cut block font-medium">{one.name}</bdi>
                    {one.company && <bdi className="cut block text-12 text-ink-2">{one.company}</bdi>}
                  </span>
                  {one.addresses[0] && <PhoneNumber e164={one.addresses[0]} className="text-ink-2 max-md:text-12" />}
                  {/* Its width is kept where nobody looks after him: numbers stand under each other. */}
                  <bdi className="w-32 flex-none cut text-right text-12 text-ink-3 max-md:hidden">{one.owner}</bdi>
                </Link>
              </li>
            ))}
          </ul>
        )}
        <div ref={end} />
        {isFetchingNextPage && <SkeletonRows rows={2} />}
      </div>
    </>
  );
}
