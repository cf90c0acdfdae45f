import { Card } from "@/components/ui/card";
import { Facts } from "@/components/ui/facts";
import type { ConnectionDetail } from "@/lib/connection/views";
import { formatCounted, formatPhone, formatRelative } from "@/lib/format";

/** What this installation is set to, and what it last heard. */
export function ConnectionCard({ connection, now }: { connection: ConnectionDetail; now: Date }) {
  const { isSimulated, region, lastAcceptedAt, lastCallbackAt, sender } = connection;
  const when = (instant: string | null) => (instant ? formatRelative(new Date(instant), now) : "never so far");
  return (
    <Card title="Connection" description="Set by the environment; changes need a restart.">
      <Facts
        items={[
          { label: "Transport", value: transportOf(connection) },
          { label: "Region", value: isSimulated ? "none, the simulator is here" : region.toUpperCase() },
          { label: "Address", value: connection.address },
          { label: connection.api === "sms" ? "Service plan" : "App", value: connection.account },
          { label: "Sender", value: sender.startsWith("+") ? formatPhone(sender) : sender },
          { label: "Rate", value: `${formatCounted(connection.messagesPerSecond, "message")} a second` },
          { label: "Callback address", value: connection.callbackUrl },
          {
            label: "Callbacks are",
            value: connection.isSigned ? "signed and checked" : "let in by their secret address",
          },
          { label: "Last accepted batch", value: when(lastAcceptedAt) },
          { label: "Last callback", value: when(lastCallbackAt) },
        ]}
      />
    </Card>
  );
}

function transportOf({ isSimulated, api, credentials }: ConnectionDetail): string {
  const name = api === "sms" ? "SMS API" : "Conversation API";
  const sign = credentials === "token" ? "with the plan's token" : "with a project's access key";
  return isSimulated ? `Simulator of the ${name}: nothing leaves this machine` : `${name}, ${sign}`;
}
