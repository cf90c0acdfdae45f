import { readFileSync } from "node:fs";
import { createElement as h } from "react";
import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, test } from "vitest";
import { Button } from "@/components/ui/button";
import { cn } from "@/components/ui/cn";
import { Field, type FieldControl } from "@/components/ui/field";
import { FunnelChart } from "@/components/ui/funnel-chart";
import { IconButton } from "@/components/ui/icon-button";
import { Pager } from "@/components/ui/pager";
import { SegmentedBar } from "@/components/ui/progress";
import { DataTable } from "@/components/ui/table";

const attribute = (html: string, name: string) => new RegExp(` ${name}="([^"]*)"`).exec(html)?.[1];

describe("cn", () => {
  test("the later class wins and our own sizes are no colours", () => {
    expect(cn("px-2", "px-3")).toBe("px-3");
    expect(cn("text-figure", "text-ink")).toBe("text-figure text-ink");
    expect(cn("rounded-card", "rounded-control")).toBe("rounded-control");
  });
});

describe("Field", () => {
  const seen: FieldControl[] = [];
  const render = (props: { hint?: string; error?: string; required?: boolean }) => {
    const children = (control: FieldControl) => {
      seen.push(control);
      return h("input", control);
    };
    return renderToStaticMarkup(h(Field, { label: "Name", ...props, children }));
  };

  test("ties the label, the hint and the error to the control", () => {
    const html = render({ hint: "Only you see it.", error: "Too long." });
    const id = attribute(html, "for");
    expect(seen.at(-1)).toEqual({
      id,
      "aria-describedby": `${id}-hint ${id}-error`,
      "aria-invalid": true,
    });
    expect(html).toContain(`<p id="${id}-hint"`);
    expect(html).toContain(`<p id="${id}-error"`);
  });

  test("says nothing it does not know", () => {
    const html = render({});
    expect(Object.keys(seen.at(-1) ?? {})).toEqual(["id"]);
    expect(html).not.toContain("aria-");
    render({ required: true });
    expect(seen.at(-1)?.required).toBe(true);
  });
});

describe("buttons", () => {
  test("never submit by accident, and cannot be pressed twice while busy", () => {
    expect(attribute(renderToStaticMarkup(h(Button, null, "Save")), "type")).toBe("button");
    const busy = renderToStaticMarkup(h(Button, { loading: true, type: "submit" }, "Save"));
    expect(busy).toMatch(/<button[^>]* disabled=""/);
    expect(attribute(busy, "aria-busy")).toBe("true");
    expect(attribute(busy, "type")).toBe("submit");
  });

  test("an icon alone has a name", () => {
    expect(attribute(renderToStaticMarkup(h(IconButton, { label: "Close", icon: null })), "aria-label")).toBe("Close");
  });
});

describe("DataTable", () => {
  const columns = [
    { key: "name", header: "Name", cell: (row: { id: number }) => `Row ${row.id}` },
    { key: "count", header: "Count", numeric: true, cell: () => "1,204" },
  ];
  const render = (rows: { id: number }[]) =>
    renderToStaticMarkup(
      h(DataTable<{ id: number }>, { label: "Things", columns, rows, rowKey: (row) => row.id, empty: "Nothing yet" }),
    );

  test("can be scrolled by keyboard, and its figures stand at the right", () => {
    const html = render([{ id: 7 }]);
    expect(html).toMatch(/<section[^>]*aria-label="Things"[^>]*tabindex="0"/i);
    expect(html).toContain("Row 7");
    expect(html).toContain('<td class="num">1,204</td>');
    expect(readFileSync("app/repeated.css", "utf8")).toMatch(/\.data-table td\.num \{\s+@apply [^;]*text-right/);
  });

  test("without rows shows what to do instead of an empty grid", () => {
    expect(render([])).toContain("Nothing yet");
    expect(render([])).not.toContain("<table");
  });
});

test("Pager: an end of the list is a button that cannot be pressed", () => {
  const html = renderToStaticMarkup(h(Pager, { label: "Pages", previousHref: null, nextHref: "/x?after=1" }));
  expect(html).toMatch(/<button type="button" disabled=""[^>]*>.*Previous<\/button>/);
  expect(html).toMatch(/<a [^>]*rel="next"[^>]*href="\/x\?after=1"|<a [^>]*href="\/x\?after=1"[^>]*rel="next"/);
});

test("SegmentedBar says its parts as a sentence and leaves out the empty ones", () => {
  const segments = [
    { label: "Delivered", value: 750, tone: "ok" as const },
    { label: "Failed", value: 0, tone: "bad" as const },
  ];
  const html = renderToStaticMarkup(h(SegmentedBar, { label: "750 of 1,000 delivered", segments, total: 1000 }));
  expect(attribute(html, "aria-valuetext")).toBe("750 of 1,000 delivered: Delivered 750");
  expect(attribute(html, "aria-valuenow")).toBe("750");
  expect(html).toContain("width:75%");
  expect(html).not.toContain("bg-bad");
});

test("FunnelChart survives an audience of nobody", () => {
  const stages = [
    { label: "audience", value: 0 },
    { label: "delivered", value: 0 },
  ];
  const html = renderToStaticMarkup(h(FunnelChart, { label: "Funnel", stages }));
  expect(html).toContain("--share:0%");
  expect(html).not.toContain("NaN");
});
