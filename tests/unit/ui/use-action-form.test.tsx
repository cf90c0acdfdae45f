// @vitest-environment happy-dom
import { screen, waitFor } from "@testing-library/react";
import { describe, expect, test, vi } from "vitest";
import { z } from "zod";
import { Button } from "@/components/ui/button";
import { Field } from "@/components/ui/field";
import { FormError } from "@/components/ui/form-error";
import { Input } from "@/components/ui/input";
import type { ServerAction } from "@/components/ui/server-action";
import { useActionForm } from "@/components/ui/use-action-form";
import { fail, ok, type Result } from "@/lib/result";
import { renderPage } from "../../support/component";

const schema = z.object({
  name: z.string().trim().min(1, "Give a name."),
  place: z.object({ city: z.string().trim().min(1, "Give a city.") }),
});
type Values = z.input<typeof schema>;

type ProbeProps = {
  action: ServerAction<Values, number>;
  onSuccess?: (id: number) => void;
  leavesPage?: boolean;
  fieldOf?: (path: string) => string;
};

function Probe({ action, ...options }: ProbeProps) {
  const { form, props, fields, message, isBusy } = useActionForm(schema, action, {
    defaultValues: { name: "", place: { city: "" } },
    ...options,
  });
  return (
    <form {...props}>
      <FormError message={message} />
      <Field label="Name" error={fields.name}>
        {(control) => <Input {...control} {...form.register("name")} />}
      </Field>
      <Field label="City" error={fields["place.city"]}>
        {(control) => <Input {...control} {...form.register("place.city")} />}
      </Field>
      <Button type="submit" loading={isBusy}>
        Save
      </Button>
    </form>
  );
}

const name = () => screen.getByLabelText<HTMLInputElement>("Name");
const city = () => screen.getByLabelText<HTMLInputElement>("City");
const save = () => screen.getByRole<HTMLButtonElement>("button", { name: "Save" });

function pending<T>() {
  let settle: (result: Result<T>) => void = () => {};
  const promise = new Promise<Result<T>>((resolve) => {
    settle = resolve;
  });
  return { promise, settle };
}

async function filled(props: ProbeProps) {
  const page = renderPage(<Probe {...props} />);
  await page.user.type(name(), "  Ada ");
  await page.user.type(city(), "Berlin");
  return page;
}

describe("before anything is sent", () => {
  test("every field in trouble says so, the first one has the focus, and the action is not called", async () => {
    const action = vi.fn<ServerAction<Values, number>>();
    const { user } = renderPage(<Probe action={action} />);
    await user.click(save());
    await screen.findByText("Give a name.");
    expect(screen.getByText("Give a city.")).toBeTruthy();
    expect(document.activeElement).toBe(name());
    expect(name().getAttribute("aria-invalid")).toBe("true");
    expect(document.getElementById(name().getAttribute("aria-describedby") ?? "")?.textContent).toBe("Give a name.");
    expect(action).not.toHaveBeenCalled();
  });

  test("a complaint goes while its field is mended; the next one in trouble gets the focus", async () => {
    const { user } = renderPage(<Probe action={vi.fn()} />);
    await user.click(save());
    await screen.findByText("Give a name.");
    await user.keyboard("Ada");
    await waitFor(() => expect(screen.queryByText("Give a name.")).toBeNull());
    await user.keyboard("{Enter}");
    await waitFor(() => expect(document.activeElement).toBe(city()));
  });
});

describe("what the action says", () => {
  test("it gets what was typed, by keyboard alone, once however often Enter is pressed", async () => {
    const answer = pending<number>();
    const action = vi.fn(() => answer.promise);
    const onSuccess = vi.fn();
    const { user } = await filled({ action, onSuccess });
    await user.keyboard("{Enter}{Enter}");
    await waitFor(() => expect(save().disabled).toBe(true));
    expect(save().getAttribute("aria-busy")).toBe("true");
    answer.settle(ok(7));
    await waitFor(() => expect(save().disabled).toBe(false));
    expect(action.mock.calls).toEqual([[{ name: "  Ada ", place: { city: "Berlin" } }]]);
    expect(onSuccess).toHaveBeenCalledWith(7, { name: "  Ada ", place: { city: "Berlin" } });
  });

  test("errors by field stand beside their fields, and what was typed stays", async () => {
    const refused = fail({ code: "invalid", message: "Not valid.", fields: { "place.city": "We are not there." } });
    const { user } = await filled({ action: async () => refused });
    await user.click(save());
    await screen.findByText("We are not there.");
    expect(document.activeElement).toBe(city());
    expect(screen.queryByRole("alert")).toBeNull();
    expect([name().value, city().value]).toEqual(["  Ada ", "Berlin"]);
  });

  test("an error of the whole form is announced and gets the focus; an unexpected one has its id", async () => {
    const refused = fail({ code: "unexpected", message: "Something went wrong.", errorId: "e42" });
    const { user } = await filled({ action: async () => refused });
    await user.click(save());
    const alert = await screen.findByRole("alert");
    expect(alert.textContent).toContain("Something went wrong. Error id: e42");
    expect(document.activeElement?.contains(alert)).toBe(true);
  });

  test("a complaint about a field that is not on the form is said above it", async () => {
    const refused = fail({ code: "invalid", message: "Not valid.", fields: { phone: "This number is gone." } });
    const { user } = await filled({ action: async () => refused });
    await user.click(save());
    expect((await screen.findByRole("alert")).textContent).toContain("This number is gone.");
  });

  test("names of the action lead to fields of the form", async () => {
    const refused = fail({ code: "invalid", message: "Not valid.", fields: { "options.name": "Taken." } });
    const { user } = await filled({ action: async () => refused, fieldOf: (path) => path.replace("options.", "") });
    await user.click(save());
    await screen.findByText("Taken.");
    expect(document.activeElement).toBe(name());
  });

  test("an action that cannot be reached is a failure in words, and the next try can succeed", async () => {
    const action = vi.fn<ServerAction<Values, number>>().mockRejectedValueOnce(new TypeError("network"));
    action.mockResolvedValueOnce(ok(1));
    const onSuccess = vi.fn();
    const { user } = await filled({ action, onSuccess });
    await user.click(save());
    expect((await screen.findByRole("alert")).textContent).toContain("does not answer");
    await user.click(save());
    await waitFor(() => expect(onSuccess).toHaveBeenCalled());
    expect(screen.queryByRole("alert")).toBeNull();
  });

  test("where success leads to another page, the button stays busy until then", async () => {
    const { user } = await filled({ action: async () => ok(1), leavesPage: true });
    await user.click(save());
    await waitFor(() => expect(save().getAttribute("aria-busy")).toBe("true"));
    expect(save().disabled).toBe(true);
  });
});
