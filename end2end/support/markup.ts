// The HTML that the server sends is valid HTML.
import { expect } from '@playwright/test';
import { HtmlValidate, StaticConfigLoader } from 'html-validate';

const validator = new HtmlValidate(new StaticConfigLoader({
  extends: ['html-validate:recommended'],
  rules: {
    // How the framework spells what means the same.
    'attr-quotes': 'off',
    'attribute-boolean-style': 'off',
    'attribute-empty-style': 'off',
    'doctype-style': 'off',
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
