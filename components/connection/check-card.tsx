"use client";

import { PlugZap } from "lucide-react";
import { useRouter } from "next/navigation";
import { useEffect, useState } from "react";
import { Button } from "@/components/ui/button";
import { Callout } from "@/components/ui/callout";
import { Card } from "@/components/ui/card";
import { LiveRegion } from "@/components/ui/live-region";
import { callAction, type ServerAction } from "@/components/ui/server-action";
import type { Finding } from "@/lib/connection/rules";

type CheckCardProps = {
  findings: readonly Finding[];
  /** When the last answer came, for the eye and to know a new one by; null before the first. */
  checkedAt: string | null;
  checkedWords: string;
  /** Missing for those who may not. */
  check: ServerAction<void, void> | null;
};

/** The worker asks, since it is the one that sends; the answer shows up here within seconds. */
export function CheckCard({ findings, checkedAt, checkedWords, check }: CheckCardProps) {
  const { isWaiting, problem, ask } = useCheck(check, checkedAt);
  const words = isWaiting ? "Asking Sinch …" : checkedWords;
  return (
    <Card
      title="Does it work?"
      description={words}
      actions={
        check ? (
          <Button variant="primary" icon={<PlugZap />} loading={isWaiting} onClick={ask}>
            Check connection
          </Button>
        ) : undefined
      }
    >
      <div className="grid gap-2.5">
        {problem ? <Callout tone="bad" role="alert" title={problem} /> : null}
        {findings.map((finding) => (
          <Callout key={finding.title} tone={finding.tone} title={finding.title}>
            {finding.advice}
          </Callout>
        ))}
        {findings.length === 0 ? (
          <p className="text-ink-2">Nothing is known to be wrong. Check the connection to be sure.</p>
        ) : null}
      </div>
      <LiveRegion text={isWaiting ? words : (findings[0]?.title ?? "")} everyMs={0} />
    </Card>
  );
}

const askAgainMs = 700;
const patienceMs = 45_000;

function useCheck(check: ServerAction<void, void> | null, checkedAt: string | null) {
  const router = useRouter();
  const [askedAbove, setAskedAbove] = useState<{ checkedAt: string | null; at: number } | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const isWaiting = askedAbove !== null && askedAbove.checkedAt === checkedAt;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      if (performance.now() - askedAbove.at < patienceMs) return router.refresh();
      setAskedAbove(null);
      setProblem("No worker took up the question. Is one running?");
    }, askAgainMs);
    return () => clearInterval(timer);
  }, [isWaiting, askedAbove, router]);
  const ask = async () => {
    if (!check) return;
    setProblem(null);
    setAskedAbove({ checkedAt, at: performance.now() });
    const result = await callAction(check, undefined);
    if (result.ok) return;
    setAskedAbove(null);
    setProblem(result.error.message);
  };
  return { isWaiting, problem, ask };
}
