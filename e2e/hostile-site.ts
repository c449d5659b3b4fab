// Somebody else's site, whose pages send a form to us. It lives on our host under another port, which for cookies is the
// same site: only there does a browser send one along that is SameSite=Lax.

import { once } from "node:events";
import { createServer } from "node:http";
import { expect, type Page } from "@playwright/test";

export interface HostileForm {
  readonly action: string;
  readonly enctype: "application/x-www-form-urlencoded" | "multipart/form-data" | "text/plain";
  /** Inside a frame that may run scripts and send forms, and has no origin of its own. */
  readonly sandboxed: boolean;
  /** By which an answer is known. */
  readonly answer: RegExp;
}

export interface HostileAnswer {
  /** Of the document that sent the form, as the browser names it to us. */
  readonly origin: string;
  /** What the frame shows then. */
  readonly shown: string;
}

export interface HostileSite {
  readonly url: string;
  send(page: Page, form: HostileForm): Promise<HostileAnswer>;
  close(): Promise<void>;
}

const escaped = (text: string) => text.replaceAll("&", "&amp;").replaceAll('"', "&quot;");

function formPage({ action, enctype }: HostileForm): string {
  const form = `<form method="post" action="${escaped(action)}" enctype="${enctype}"><input name="a" value="b"></form>`;
  const script = "parent.postMessage(self.origin, '*'); document.forms[0].submit()";
  return `<!doctype html>${form}<script>${script}</script>`;
}

function pageWith(form: HostileForm): string {
  const sandbox = form.sandboxed ? ' sandbox="allow-scripts allow-forms"' : "";
  const script = "addEventListener('message', ({ data }) => { document.title = data })";
  const frame = `<iframe${sandbox} srcdoc="${escaped(formPage(form))}"></iframe>`;
  return `<!doctype html><title></title><script>${script}</script>${frame}`;
}

export async function openHostileSite(): Promise<HostileSite> {
  let next = "";
  const server = createServer((_request, response) => {
    response.writeHead(200, { "content-type": "text/html; charset=utf-8" }).end(next);
  }).listen(0);
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port");
  const url = `http://localhost:${address.port}/`;
  return {
    url,
    send: async (page, form) => {
      next = pageWith(form);
      await page.goto(url);
      // A frame of its own process: events of its requests may be lost on their way, what it shows is not.
      const body = page.frameLocator("iframe").locator("body");
      await expect(body).toContainText(form.answer);
      return { origin: await page.title(), shown: (await body.textContent()) ?? "" };
    },
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
