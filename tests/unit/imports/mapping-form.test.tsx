// @vitest-environment happy-dom
import { screen, waitFor, within } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { MappingForm } from "@/components/imports/mapping-form";
import type { ImportActions } from "@/components/imports/types";
import type { ImportFormat } from "@/lib/imports/schema";
import type { ImportDetail } from "@/lib/imports/views";
import { fail, ok } from "@/lib/result";
import { renderPage } from "../../support/component";

const format: ImportFormat = {
  encoding: "utf-8",
  delimiter: ";",
  firstRow: ["Mobile", "First", "Town"],
  columns: [{ as: "phone" }, { as: "firstName" }, { as: "attribute", name: "town" }],
  country: null,
};

const found: ImportDetail = {
  id: 3,
  fileName: "people.csv",
  status: "mapping",
  bytes: 100,
  rows: 2,
  hasHeader: true,
  format,
  options: null,
  preview: null,
  tagIds: [],
  progress: {
    status: "mapping",
    done: 0,
    of: null,
    counts: { created: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0, suppressed: 0 },
  },
  problem: null,
  createdBy: null,
  createdAt: new Date(0),
  startedAt: null,
  finishedAt: null,
};

const sample = [
  ["Mobile", "First", "Town"],
  ["+1 212 555 0123", "Ada", "London"],
];

function open(check: ImportActions["check"], options: ImportDetail["options"] = null) {
  return renderPage(
    <MappingForm
      found={{ ...found, options }}
      format={format}
      sample={sample}
      tags={[]}
      defaultCountry="US"
      today="2026-11-21"
      actions={{ check }}
    />,
  );
}

const source = () => screen.getByLabelText<HTMLInputElement>(/Where did they agree/);
const day = () => screen.getByLabelText<HTMLInputElement>(/When\?/);
const words = () => screen.getByLabelText<HTMLInputElement>(/What exactly/);
const submit = () => screen.getByRole("button", { name: "Check 2 rows" });

/** One change instead of one a letter: each draws all columns and countries. */
async function paste(user: ReturnType<typeof open>["user"], field: HTMLElement, text: string) {
  await user.click(field);
  await user.paste(text);
}

async function answer({ user }: ReturnType<typeof open>) {
  await paste(user, source(), "Sign-up form");
  await paste(user, day(), "2026-11-20");
  await paste(user, words(), "I want news by text.");
}

describe("the columns of a file", () => {
  test("a heading is no example, and without headings it is one", async () => {
    const { user } = open(vi.fn());
    const table = screen.getByRole("table");
    expect(within(table).getByText("Mobile")).toBeTruthy();
    expect(within(table).getByText("+1 212 555 0123")).toBeTruthy();
    await user.click(screen.getByLabelText("The first row holds the names of the columns"));
    expect(within(table).getByText("Column 1")).toBeTruthy();
    expect(within(table).getByText("Mobile · +1 212 555 0123")).toBeTruthy();
  });

  test("missing answers are said on top and beside their fields; the first has the focus, and nothing is sent", async () => {
    const check = vi.fn();
    const { user } = open(check);
    await user.click(submit());
    expect((await screen.findByRole("alert")).textContent).toContain("Some answers are missing.");
    expect(document.activeElement).toBe(source());
    expect(screen.getByText("Give the exact sentence these people agreed to.")).toBeTruthy();
    expect(check).not.toHaveBeenCalled();
  });

  test("a complaint goes when its field is mended, the message with the last one", async () => {
    const page = open(vi.fn(async () => ok(undefined)));
    await page.user.click(submit());
    await screen.findByRole("alert");
    await paste(page.user, source(), "Sign-up form");
    await waitFor(() => expect(source().getAttribute("aria-invalid")).toBeNull());
    expect(screen.getByRole("alert")).toBeTruthy();
    await paste(page.user, day(), "2026-11-20");
    await paste(page.user, words(), "I want news by text.");
    await waitFor(() => expect(screen.queryByRole("alert")).toBeNull());
  });

  test("everything answered goes to the action as it was typed, and the page is asked for again", async () => {
    const check = vi.fn<ImportActions["check"]>(async () => ok(undefined));
    const page = open(check);
    await answer(page);
    await page.user.clear(screen.getByLabelText("Field name for Town"));
    await paste(page.user, screen.getByLabelText("Field name for Town"), "city");
    await page.user.click(submit());
    await waitFor(() => expect(page.router.refresh).toHaveBeenCalled());
    expect(check.mock.calls).toEqual([
      [
        {
          id: 3,
          options: {
            hasHeader: true,
            columns: [{ as: "phone" }, { as: "firstName" }, { as: "attribute", name: "city" }],
            country: "US",
            tags: [],
            consentSource: "Sign-up form",
            consentDay: "2026-11-20",
            consentWording: "I want news by text.",
          },
        },
      ],
    ]);
  });

  test("a wrong name of a field is marked in its column", async () => {
    const page = open(vi.fn());
    await answer(page);
    await page.user.clear(screen.getByLabelText("Field name for Town"));
    await paste(page.user, screen.getByLabelText("Field name for Town"), "My Town");
    await page.user.click(submit());
    await screen.findByText(/Use small letters, digits and _/);
    expect(document.activeElement).toBe(screen.getByLabelText("Field name for Town"));
  });

  test("what the server finds stands beside its field, and everything typed stays", async () => {
    const refused = { code: "invalid", message: "Not valid.", fields: { "options.consentDay": "Not in the future." } };
    const page = open(async () => fail({ ...refused, code: "invalid" }));
    await answer(page);
    await page.user.click(submit());
    await screen.findByText("Not in the future.");
    expect(document.activeElement).toBe(day());
    expect([source().value, words().value]).toEqual(["Sign-up form", "I want news by text."]);
    expect(page.router.refresh).not.toHaveBeenCalled();
  });

  test("a column twice is said on top, since no field is to blame", async () => {
    const twice = { ...format, columns: [{ as: "phone" }, { as: "phone" }, { as: "ignore" }] } satisfies ImportFormat;
    const answers = { hasHeader: true, country: "US", tags: [], consentSource: "Sign-up form" };
    const consent = { consentDay: "2026-11-20", consentWording: "I want news by text." };
    const { user } = open(vi.fn(), { columns: twice.columns, ...answers, ...consent });
    await user.click(submit());
    expect((await screen.findByRole("alert")).textContent).toContain("Only one column can be the phone number.");
  });
});
