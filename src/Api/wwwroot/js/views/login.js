import { LOGIN } from '../net/api.js';
import { setOptional } from './dom.js';

/** @import { Api } from '../net/api.js' */

/** What stands in the page's place until the server knows who is there. */
export class LoginView {
  #api;
  #onLogin;
  #section = /** @type {HTMLElement} */ (document.querySelector('#login'));
  #form = /** @type {HTMLFormElement} */ (document.querySelector('#login-form'));
  #token = /** @type {HTMLInputElement} */ (document.querySelector('#login-token'));
  #button = /** @type {HTMLButtonElement} */ (document.querySelector('#login-button'));
  #problem = /** @type {HTMLElement} */ (document.querySelector('#login-problem'));

  /** @param {Api} api @param {() => void} onLogin */
  constructor(api, onLogin) {
    this.#api = api;
    this.#onLogin = onLogin;
    this.#form.addEventListener('submit', (event) => {
      event.preventDefault();
      void this.#useToken();
    });
  }

  show() {
    document.body.dataset.login = 'wanted';
    if (!this.#section.hidden) return;
    this.#section.hidden = false;
    this.#token.focus();
  }

  /**
   * Uses the code of a printed link, which works once. If it is refused, the browser may still be logged in from
   * before, so the page begins all the same; if it is not, this form comes with the refusal.
   * @param {string} code
   */
  async useCode(code) {
    await this.#enter({ code });
    this.#onLogin();
  }

  async #useToken() {
    if (await this.#enter({ token: this.#token.value.trim() })) this.#onLogin();
  }

  /** @param {{code: string}|{token: string}} credential @returns {Promise<boolean>} whether it was good */
  async #enter(credential) {
    this.#button.disabled = true;
    setOptional(this.#problem, null);
    try {
      await this.#api.post(LOGIN, credential);
      this.#hide();
      return true;
    } catch (error) {
      setOptional(this.#problem, /** @type {Error} */ (error).message);
      return false;
    } finally {
      this.#button.disabled = false;
    }
  }

  #hide() {
    this.#token.value = '';
    this.#section.hidden = true;
    delete document.body.dataset.login;
  }
}
