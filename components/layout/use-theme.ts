"use client";

import { useSyncExternalStore } from "react";
import { type Theme, themeAttribute, themeCookie, toTheme } from "./theme";

const changed = "tidings:theme";
const yearSeconds = 31_536_000;

/** The theme in force, and a way to change it at once and for the next visits. */
export function useTheme(): [Theme, (theme: Theme) => void] {
  const theme = useSyncExternalStore(subscribe, readTheme, () => "system" as const);
  return [theme, setTheme];
}

function readTheme(): Theme {
  return toTheme(document.documentElement.dataset.theme);
}

function subscribe(listener: () => void) {
  window.addEventListener(changed, listener);
  return () => window.removeEventListener(changed, listener);
}

function setTheme(theme: Theme) {
  const value = themeAttribute(theme);
  if (value) document.documentElement.dataset.theme = value;
  else delete document.documentElement.dataset.theme;
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing from browsers still in use.
  document.cookie = `${themeCookie}=${theme}; path=/; max-age=${yearSeconds}; samesite=lax`;
  window.dispatchEvent(new Event(changed));
}
