// What runs where: every journey with and without JavaScript, and on a phone wherever that may make a difference.
import { defineConfig } from '@playwright/test';

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

// Only with JavaScript, only without it.
const live = '**/*.live.spec.ts';
const plain = '**/*.plain.spec.ts';
const specs = (names: string[]) => names.map((name) => `**/${name}.spec.ts`);
// About the server: neither the screen nor JavaScript changes anything.
const aboutTheServer = specs(['cookies', 'policy', 'security', 'start']);
// About the server, about waiting, about the history, or about rules that no part of a page depends on: the size of the screen
// changes nothing.
const onDesktopOnly = [...aboutTheServer, ...specs(['delivery.live', 'demo.live', 'demo_organisations', 'history.live', 'lock', 'new_browser',
  'remembered_method', 'resend.live', 'resend.plain', 'return_to', 'slow_down', 'slow_down.live', 'text_delivery'])];
// A phone without JavaScript gets the HTML of a desktop without it and posts the same forms; its style is seen on the pages.
const sameAsOnDesktop = specs(['authenticator', 'console', 'invitation', 'password', 'password.plain', 'second_step',
  'settings_steps', 'sign_up', 'tabs', 'text_code']);

export default defineConfig({
  testDir: 'tests',
  outputDir: 'test-results',
  fullyParallel: true,
  forbidOnly: true,
  workers: 2,
  retries: 0,
  timeout: 45_000,
  expect: { timeout: 10_000 },
  reporter: [['list'], ['./support/summary_reporter.ts']],
  use: {
    browserName: 'chromium',
    headless: true,
    locale: 'en-GB',
    // Traces take a third of the time: ask for them with `make e2e ARGS="--trace retain-on-failure …"`.
    trace: 'off',
    launchOptions: {
      // Chromium without its windows, in half the time.
      executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium-headless-shell',
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
  projects: [
    { name: 'desktop', use: desktop, testIgnore: plain },
    { name: 'phone', use: phone, testIgnore: [plain, ...onDesktopOnly] },
    {
      name: 'desktop-without-javascript',
      use: { ...desktop, javaScriptEnabled: false },
      testIgnore: [live, ...aboutTheServer],
    },
    {
      name: 'phone-without-javascript',
      use: { ...phone, javaScriptEnabled: false },
      testIgnore: [live, ...onDesktopOnly, ...sameAsOnDesktop],
    },
  ],
});
