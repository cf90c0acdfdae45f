import { LinkTabs } from "@/components/ui/tabs";

type SettingsTab = "organisation" | "sending" | "connection";

export function SettingsTabs({ active }: { active: SettingsTab }) {
  const tabs: { id: SettingsTab; label: string; href: string }[] = [
    { id: "organisation", label: "Organisation", href: "/settings" },
    { id: "sending", label: "Sending", href: "/settings/sending" },
    { id: "connection", label: "Connection", href: "/settings/connection" },
  ];
  const items = tabs.map(({ id, label, href }) => ({ label, href, active: id === active }));
  return <LinkTabs label="Settings" items={items} />;
}
