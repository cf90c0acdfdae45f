import type { Filled } from "./data.ts";
import { importCount } from "./people.ts";

/** Each page as people see it. */
export type Screen = {
  name: string;
  path: string;
  cookie?: string;
  /** A list with this many rows. */
  rows?: number;
  /** It counts people exactly, which takes longer the more they are. */
  counts?: true;
  /** It goes through a campaign's messages. */
  log?: true;
  /** It searches among all subscribers. */
  search?: true;
};

/** A page that shows one sentence and runs one statement: what the framework and a session cost. */
export const bare: Screen = { name: "bare", path: "/no-access" };

export function screensOf({ people, large, running, canceled, drafts }: Filled): Screen[] {
  const campaign = (id: number, query = "") => `/campaigns/${id}${query}`;
  const rows = 50;
  return [
    bare,
    { name: "frame", path: "/campaigns/new" },
    { name: "overview", path: "/" },
    { name: "overview_90_days", path: "/?days=90" },
    { name: "campaigns", path: "/campaigns", rows },
    { name: "campaigns_drafts", path: "/campaigns?show=drafts" },
    { name: "campaign_running", path: campaign(running), rows, log: true },
    { name: "campaign", path: campaign(large), rows, log: true },
    { name: "recipients_deep", path: campaign(large, `?cursor=${cursorAt(people * 0.9)}`), rows, log: true },
    { name: "recipients_delivered", path: campaign(large, "?show=delivered"), rows, log: true },
    { name: "recipients_failed", path: campaign(large, "?show=failed"), rows, log: true },
    { name: "recipients_skipped", path: campaign(large, "?show=skipped"), rows, log: true },
    { name: "recipients_unknown", path: campaign(large, "?show=unknown"), log: true },
    { name: "recipients_canceled", path: campaign(canceled, "?show=canceled"), rows, log: true },
    { name: "recipients_waiting", path: campaign(running, "?show=waiting"), rows, log: true },
    { name: "recipients_nobody", path: campaign(large, "?show=waiting"), log: true },
    { name: "composer_everyone", path: `/campaigns/${drafts.everyone}/edit`, counts: true },
    { name: "composer_tag", path: `/campaigns/${drafts.tag}/edit`, counts: true },
    ...subscriberScreens(people),
    { name: "subscriber", path: `/subscribers/${Math.floor(people / 2)}` },
    { name: "opt_outs", path: "/opt-outs", rows },
    { name: "imports", path: "/imports", rows },
    { name: "import", path: `/imports/${importCount}` },
    { name: "settings", path: "/settings" },
    { name: "settings_connection", path: "/settings/connection" },
    { name: "settings_sending", path: "/settings/sending" },
  ];
}

/** A search for digits stands in a cookie, never in the address. */
function subscriberScreens(people: number): Screen[] {
  const list = (query = "") => `/subscribers${query}`;
  const rows = 50;
  const number = { path: list("?found=number"), search: true } as const;
  return [
    { name: "subscribers", path: list(), rows },
    { name: "subscribers_deep", path: list(`?cursor=${cursorAt(people / 10)}`), rows },
    { name: "subscribers_large_tag", path: list("?tag=1"), rows },
    { name: "subscribers_small_tag", path: list("?tag=30"), rows },
    { name: "subscribers_opted_out", path: list("?status=opted_out"), rows },
    { name: "subscribers_no_consent", path: list("?status=no_consent"), rows },
    { name: "search_name", path: list("?q=castillo"), rows, search: true },
    { name: "search_full_name", path: list("?q=julia+moreau-young"), search: true },
    { name: "search_no_one", path: list("?q=nobody+of+this+name"), search: true },
    { name: "search_digits", ...number, cookie: "tidings-subscriber-search=2012" },
    { name: "search_seven_digits", ...number, cookie: "tidings-subscriber-search=2002100" },
    { name: "search_in_tag", path: list("?q=castillo&tag=30"), search: true },
  ];
}

function cursorAt(key: number): string {
  return Buffer.from(JSON.stringify({ direction: "after", key: [Math.floor(key)] })).toString("base64url");
}
