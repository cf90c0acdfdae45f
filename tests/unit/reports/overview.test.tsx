import { renderToStaticMarkup } from "react-dom/server";
import { describe, expect, it } from "vitest";
import { ConnectionRow } from "@/components/overview/connection-row";
import { FigureTiles } from "@/components/overview/figures";
import { FirstStepsCard } from "@/components/overview/first-steps";
import { NeedsCard } from "@/components/overview/needs-card";
import { type SendingControl, sendingAllowed } from "@/lib/control/views";
import type { Activity, Connection, Figures, Needs } from "@/lib/reports/views";

const now = new Date("2026-11-21T12:00:00Z");
const none: Activity = { accepted: 0, delivered: 0, failed: 0, opted_out: 0 };

/** What a reader reads: no markup, no-break spaces as spaces. */
function textOf(markup: string): string {
  return markup
    .replace(/<style[\s\S]*?<\/style>/g, "")
    .replace(/<[^>]+>/g, " ")
    .replaceAll("&#x27;", "'")
    .replace(/[\s\u00a0]+/g, " ")
    .trim();
}

describe("the tiles", () => {
  const tiles = (figures: Partial<Figures>) =>
    textOf(
      renderToStaticMarkup(
        <FigureTiles figures={{ latest: none, before: none, medianOptOutRate: null, ...figures }} />,
      ),
    );

  it("say nothing that is not known", () => {
    expect(tiles({})).toBe(
      "Messages accepted 0 in the last 30 days Delivered – nothing was sent yet Failed – nothing was sent yet Opt-out rate – of accepted messages",
    );
  });

  it("compare with the 30 days before, in percent and in points", () => {
    const words = tiles({
      latest: { accepted: 1_184_302, delivered: 1_158_247, failed: 20_000, opted_out: 2_487 },
      before: { accepted: 1_053_650, delivered: 1_027_308, failed: 10_536, opted_out: 2_000 },
      medianOptOutRate: 0.0024,
    });
    expect(words).toContain("Messages accepted 1,184,302 +12.4 % on the 30 days before");
    expect(words).toContain("Delivered 97.8 % +0.3 points");
    expect(words).toContain("Failed 1.7 % +0.7 points");
    expect(words).toContain("Opt-out rate 0.21 % your median is 0.24 %");
  });

  it("welcome more deliveries and fewer failures, and nothing else", () => {
    const markup = renderToStaticMarkup(
      <FigureTiles
        figures={{
          latest: { accepted: 1_000, delivered: 990, failed: 10, opted_out: 0 },
          before: { accepted: 1_000, delivered: 950, failed: 50, opted_out: 0 },
          medianOptOutRate: null,
        }}
      />,
    );
    expect(markup).toMatch(/text-ok[^>]*>\+4\.0</);
    expect(markup).toMatch(/text-ok[^>]*>\u22124\.0</);
    expect(markup).not.toContain("text-bad");
  });
});

const connection = (some: Partial<Connection> = {}): Connection => ({
  isSimulated: false,
  api: "sms",
  region: "eu",
  lastCallbackAt: new Date(now.getTime() - 4_000).toISOString(),
  lastAcceptedAt: null,
  workersAlive: 1,
  unreachable: null,
  ...some,
});

describe("the connection", () => {
  const row = (some: Partial<Connection>, phoneHref: string | null = null) =>
    textOf(
      renderToStaticMarkup(
        <ul>
          <ConnectionRow connection={connection(some)} now={now} phoneHref={phoneHref} />
        </ul>,
      ),
    );

  it.each<[Partial<Connection>, string]>([
    [{}, "Working Sinch connection ready · last report 4 s ago · SMS API, EU"],
    [{ lastCallbackAt: null }, "Quiet Sinch connection ready · no report yet · SMS API, EU"],
    [{ workersAlive: 0 }, "Not working No worker is running Nothing is sent until one starts, and nothing is lost."],
    [
      { unreachable: { batches: 1, reason: "ECONNREFUSED" } },
      "Not working Sinch does not answer 1 batch waits and will be tried again (ECONNREFUSED).",
    ],
    [
      { lastAcceptedAt: "2026-11-21T11:00:00Z", lastCallbackAt: null },
      "Warning Delivery reports are missing A text was accepted 1 h ago and nothing came back since. Check the callback address at Sinch.",
    ],
  ])("%j", (some, words) => expect(row(some)).toBe(words));

  it("leads to the virtual phone while the simulator stands in", () => {
    expect(row({ isSimulated: true }, "http://127.0.0.1:4010")).toBe(
      "Working Simulator instead of Sinch ready · last report 4 s ago · nothing leaves this machine Open the virtual phone",
    );
  });
});

describe("what needs somebody", () => {
  const card = (needs: Partial<Needs>, control: SendingControl = sendingAllowed) =>
    textOf(
      renderToStaticMarkup(
        <NeedsCard
          needs={{ unclear: null, paused: [], unstarted: [], drafts: null, ...needs }}
          connection={connection()}
          control={control}
          now={now}
          phoneHref={null}
        />,
      ),
    );

  it("is somebody who allows sending again, and says what waits for it", () => {
    const stopped = { at: "2026-11-21T11:00:00Z", by: "Ada", reason: "" };
    const words = card({}, { stopped, locked: null, waiting: { campaigns: 1, messages: 12_480 } });
    expect(words).toContain("Sending is stopped 1 campaign is waiting, with 12,480 messages still to go.");
    expect(words).not.toContain("Nothing");
    const locked = { at: "2026-11-21T11:00:00Z", differences: [] };
    expect(card({}, { stopped: null, locked, waiting: { campaigns: 0, messages: 0 } })).toContain("Sending is locked");
  });

  it("is nothing, said plainly", () =>
    expect(card({})).toContain("Nothing No drafts, nothing unclear, nothing stopped."));

  it("counts people and batches in words that fit their number", () => {
    expect(card({ unclear: { batches: 1, people: 1, campaignId: 3 } })).toContain(
      "1 Batch with an unclear outcome 1 person, not sent again unless that is safe",
    );
    expect(card({ unclear: { batches: 2, people: 1_200, campaignId: 3 } })).toContain(
      "2 Batches with an unclear outcome 1,200 people",
    );
  });

  it("names what stopped by itself, and the latest draft", () => {
    const latest = { id: 5, name: "", editedAt: new Date(now.getTime() - 40 * 60_000).toISOString() };
    const words = card({
      paused: [{ id: 4, name: "Advent", halt: { code: "refused_by_sinch", said: "413: out of credit" } }],
      drafts: { count: 3, latest },
    });
    expect(words).toContain("Advent paused by itself 413: out of credit");
    expect(words).toContain("3 Without a name latest draft, edited 40 min ago");
  });
});

describe("the first steps", () => {
  const render = (steps: Partial<{ subscribers: number; hasCampaign: boolean; hasTest: boolean }>, canAct = true) =>
    renderToStaticMarkup(
      <FirstStepsCard
        steps={{ subscribers: 0, hasCampaign: false, hasTest: false, hasLaunched: false, ...steps }}
        isSimulated
        phoneHref={null}
        allowed={{ import: canAct, write: canAct }}
      />,
    );

  it.each([
    [{}, "/subscribers/import"],
    [{ subscribers: 3 }, "/campaigns/new"],
    [{ subscribers: 3, hasCampaign: true }, "/campaigns?show=drafts"],
  ])("after %j lead to %s, with one button only", (steps, href) => {
    const links = [...render(steps).matchAll(/<a [^>]*href="([^"]+)"/g)].map(([, to]) => to);
    expect(links).toEqual([href]);
  });

  it("offer nothing that a role may not do", () => expect(render({}, false)).not.toContain("<a "));
});
