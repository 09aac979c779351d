// A reader with an empty profile in a browser that may reach nothing but the server, and what must not happen to them.

import { chromium } from 'playwright-core';

export const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
});

/** What must not happen at any time, on any page: errors, violations of the policy, failed and outside requests. */
export const troubles = [];

/** `own` takes the troubles of a reader for whom some are expected. */
export async function reader(origin, options = {}, own = troubles) {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 }, ...options });
  // The server is a debug build, which takes its time to compress the playground's editor.
  context.setDefaultTimeout(60_000);
  await context.grantPermissions(['clipboard-read', 'clipboard-write'], { origin });
  await context.route('**', (route) => {
    const url = route.request().url();
    if (new URL(url).origin === origin) return route.fallback();
    own.push(`outside request: ${url}`);
    return route.abort();
  });
  await context.exposeFunction('__violation', (what) => own.push(`policy: ${what}`));
  await context.addInitScript(() => {
    addEventListener('securitypolicyviolation', (event) => __violation(`${event.violatedDirective} ${event.blockedURI}`));
  });
  context.on('console', (message) => {
    if (message.type() === 'error') own.push(`console: ${message.text()}`);
  });
  context.on('weberror', (error) => own.push(`page: ${error.error().message}`));
  context.on('requestfailed', (request) => {
    // What a reader leaves before it has come is no trouble.
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') own.push(`failed: ${request.url()} ${why}`);
  });
  context.on('response', (response) => {
    if (response.status() >= 400) own.push(`${response.status()}: ${response.url()}`);
  });
  return context;
}
