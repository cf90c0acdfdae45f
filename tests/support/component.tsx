import { cleanup, render } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { AppRouterContext } from "next/dist/shared/lib/app-router-context.shared-runtime";
import type { ReactElement, ReactNode } from "react";
import { afterEach, vi } from "vitest";

/** For test files that begin with `// @vitest-environment happy-dom`: a real component, a person at the keyboard, and Next's router. */

// Without vitest's globals the library cannot register this itself.
afterEach(cleanup);

export function fakeRouter() {
  return {
    push: vi.fn(),
    replace: vi.fn(),
    refresh: vi.fn(),
    back: vi.fn(),
    forward: vi.fn(),
    prefetch: vi.fn(),
    bfcacheId: "test",
  };
}

type RouterProps = { router: ReturnType<typeof fakeRouter>; children: ReactNode };

export function Router({ router, children }: RouterProps) {
  return <AppRouterContext value={router}>{children}</AppRouterContext>;
}

export function renderPage(element: ReactElement) {
  const router = fakeRouter();
  const user = userEvent.setup();
  return { router, user, ...render(<Router router={router}>{element}</Router>) };
}
