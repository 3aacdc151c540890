// The HTML that the server sends is valid HTML.
import { expect, type Page } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { ask } from './http';

const validator = new HtmlValidate(new StaticConfigLoader({
  extends: ['html-validate:recommended'],
  rules: {
    // How the framework spells what means the same.
    'attr-quotes': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    // A label around its box that names it as well says the same twice.
    'no-redundant-for': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
  },
}));

export async function expectValidHtml(html: string): Promise<void> {
  // `<!>` marks a place for the client; browsers read it as an empty comment, the validator cannot.
  const report = await validator.validateString(html.replaceAll('<!>', ''));
  const readable = report.results.flatMap(({ messages, source }) =>
    messages.map(({ ruleId, message, line, column }) => {
      const place = source?.split('\n')[line - 1]?.slice(Math.max(0, column - 40), column + 60);
      return `${ruleId}: ${message} · …${place}…`;
    }));
  expect(readable, 'what html-validate finds').toEqual([]);
}

/** What the server sends for the address that a page shows, with the page's own cookies and none of its script. */
export async function served(page: Page): Promise<string> {
  const cookies = await page.context().cookies(page.url());
  const { body } = await ask(page.url(), {
    headers: { Accept: 'text/html', Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  return body.toString();
}
