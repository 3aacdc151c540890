// Checks that the server sends valid HTML.
import { expect, type Page } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';
import { ask } from './http';

const validator = new HtmlValidate(new StaticConfigLoader({
  extends: ['html-validate:recommended'],
  rules: {
    // The framework writes these in another style, with the same meaning.
    'attr-quotes': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
    // A label that contains its checkbox and also refers to it with `for` is redundant, but correct.
    'no-redundant-for': 'off',
    'no-trailing-whitespace': 'off',
    'void-style': 'off',
  },
}));

export async function expectValidHtml(html: string): Promise<void> {
  // `<!>` is a marker for the client. Browsers read it as an empty comment; the validator rejects it.
  const report = await validator.validateString(html.replaceAll('<!>', ''));
  const readable = report.results.flatMap(({ messages, source }) =>
    messages.map(({ ruleId, message, line, column }) => {
      const place = source?.split('\n')[line - 1]?.slice(Math.max(0, column - 40), column + 60);
      return `${ruleId}: ${message} · …${place}…`;
    }));
  expect(readable, 'what html-validate finds').toEqual([]);
}

/** The HTML that the server sends for the URL and the cookies of a page, before any script has run. */
export async function served(page: Page): Promise<string> {
  const cookies = await page.context().cookies(page.url());
  const { body } = await ask(page.url(), {
    headers: { Accept: 'text/html', Cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; ') },
  });
  return body.toString();
}
