// The sign-up page as a user finds it.
import { expect, type Locator, type Page } from '@playwright/test';
import type { Screens } from './screens';

/** The values for the form. A field that is missing stays empty. */
export interface NewPerson {
  name?: string;
  email?: string;
  phone?: string;
  password?: string;
}

export class SignUpScreen {
  readonly page: Page;
  readonly name: Locator;
  readonly email: Locator;
  readonly phone: Locator;
  readonly password: Locator;
  readonly create: Locator;
  readonly strength: Locator;

  constructor(private readonly screens: Screens) {
    const { page } = screens;
    this.page = page;
    this.name = page.getByRole('textbox', { name: 'Full name' });
    this.email = screens.email;
    this.phone = screens.phone;
    this.password = screens.password;
    this.create = page.getByRole('button', { name: 'Create account' });
    this.strength = page.getByRole('meter', { name: 'Strength' });
  }

  async fill({ name = '', email = '', phone = '', password = '' }: NewPerson): Promise<void> {
    await this.name.fill(name);
    await this.email.fill(email);
    if (phone !== '') {
      await this.phone.fill(phone);
    }
    await this.password.fill(password);
  }

  /** Submits the form and arrives at the code screen. */
  async submit(person: NewPerson): Promise<void> {
    await this.fill(person);
    await this.create.click();
    await this.screens.isAskedForCode();
  }

  /**
   * Submits the form and expects the sentence beside the field. The form keeps its values, except the password without
   * JavaScript.
   */
  async isRefused(person: NewPerson, field: Locator, sentence: string): Promise<void> {
    await this.fill(person);
    // With JavaScript, the client itself may refuse the form, without a request.
    await (this.screens.live ? this.create.click() : this.screens.answered('/api/sign_up', () => this.create.click()));
    // The sentence may still be there from an earlier attempt. The form accepts the next one only once this one has been
    // answered.
    await expect(this.create).not.toHaveAttribute('aria-busy', 'true');
    await this.screens.says(sentence);
    await this.screens.isRefused(field, sentence);
    await expect(this.name).toHaveValue(person.name ?? '');
    await expect(this.email).toHaveValue(person.email ?? '');
    await expect(this.phone).toHaveValue(person.phone ?? '');
    await this.screens.hidesInUrl(...[person.password, person.email, person.phone].filter((typed) => !!typed) as string[]);
  }

  /** Lines of the checklist, each with whether it is ticked. */
  async checklist(): Promise<[string, boolean][]> {
    return this.page.locator('.checklist li').evaluateAll((lines) => lines.map((line) => {
      const words = line.querySelector('svg + span')?.firstChild?.textContent?.trim() ?? '';
      return [words, line.getAttribute('data-met') === 'true'] as [string, boolean];
    }));
  }
}
