// Which specs run in which project: every journey with and without JavaScript, and on a phone where that may differ.
import { defineConfig } from '@playwright/test';

const desktop = { viewport: { width: 1280, height: 900 } };
const phone = { viewport: { width: 390, height: 844 }, isMobile: true, hasTouch: true, deviceScaleFactor: 2 };

// Specs that run only with JavaScript (`live`) or only without it (`plain`).
const live = '**/*.live.spec.ts';
const plain = '**/*.plain.spec.ts';
const specs = (names: string[]) => names.map((name) => `**/${name}.spec.ts`);
// These test the server alone: neither the size of the screen nor JavaScript makes a difference.
const aboutTheServer = specs(['cookies', 'policy', 'security', 'start']);
// These test the server, waiting, the browser history, or rules that do not affect the layout, or set the size of the
// screen themselves: the size of the screen makes no difference.
const onDesktopOnly = [...aboutTheServer, ...specs(['delivery.live', 'demo.live', 'demo_organisations', 'fits.live', 'history.live', 'lockout', 'new_browser',
  'remembered_method', 'resend.live', 'resend.plain', 'return_to', 'slow_down', 'slow_down.live', 'text_delivery'])];
// Without JavaScript, a phone gets the HTML that a desktop gets and posts the same forms. The `pages` specs cover its
// style.
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
    timezoneId: 'UTC',
    // Traces take a third of the run time. Turn them on with `make e2e ARGS="--trace retain-on-failure …"`.
    trace: 'off',
    launchOptions: {
      // The headless shell needs half the time of the full browser.
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
